"""People for tests."""

import factory
from allauth.account.models import EmailAddress

from portal.accounts.models import User

PASSWORD = "a-long-and-dull-password"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a confirmed address who can sign in with PASSWORD."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    language = "en"

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        self.set_password(extracted or PASSWORD)
        self.save()

    @factory.post_generation
    def address(self, create, extracted, **kwargs):
        EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)
