import pytest
from django.core.exceptions import ValidationError

from portal.base.icd import CLASSIFICATIONS, EXAMPLES, check_code


@pytest.mark.parametrize(
    ("code", "classification", "expected"),
    [
        ("s72", "ICD-10-SE", "S72"),
        ("S72.0", "ICD-10-SE", "S72.0"),
        ("S7200", "ICD-10-SE", "S72.00"),
        ("E11.4B", "ICD-10-SE", "E11.4B"),
        ("i219x", "ICD-10-SE", "I21.9X"),
        ("U12.9", "ICD-10-SE", "U12.9"),
        ("S72.0-S72.2", "ICD-10-SE", "S72.0-S72.2"),
        ("c00 – c97", "ICD-10-SE", "C00-C97"),
        ("820a", "ICD-9", "820A"),
        ("E880", "ICD-9", "E880"),
        ("410,99", "ICD-8", "410.99"),
        ("420.1", "ICD-7", "420.1"),
    ],
)
def test_check_code_when_possible_then_its_normal_form(code, classification, expected):
    assert check_code(code, classification) == expected


@pytest.mark.parametrize(
    ("code", "classification"),
    [
        ("", "ICD-10-SE"),
        ("S", "ICD-10-SE"),
        ("hip fracture", "ICD-10-SE"),
        ("D99", "ICD-10-SE"),  # the right form, but no such category
        ("D99.1-D99.2", "ICD-10-SE"),
        ("S72.0.1", "ICD-10-SE"),
        ("820A", "ICD-10-SE"),
        ("S72-S73-S74", "ICD-10-SE"),
        ("S72-", "ICD-10-SE"),
        ("000", "ICD-9"),
        ("S72.0", "ICD-8"),
        ("82", "ICD-7"),
    ],
)
def test_check_code_when_impossible_then_the_sentence_names_code_and_classification(code, classification):
    with pytest.raises(ValidationError) as caught:
        check_code(code, classification)
    (sentence,) = caught.value.messages
    assert classification in sentence


def test_check_code_when_range_runs_backwards_then_refused():
    with pytest.raises(ValidationError, match="backwards"):
        check_code("S72.2-S72.0", "ICD-10-SE")


def test_check_code_when_classification_is_unknown_then_the_programmer_hears_it():
    with pytest.raises(ValueError, match="ICD-11"):
        check_code("S72", "ICD-11")


@pytest.mark.parametrize("classification", CLASSIFICATIONS)
def test_check_code_when_given_the_example_of_its_own_sentence_then_accepted(classification):
    assert check_code(EXAMPLES[classification], classification) == EXAMPLES[classification]
