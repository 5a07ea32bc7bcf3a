from django import forms
from django.contrib.auth import forms as auth_forms
from django.core.exceptions import ValidationError

from cottri.models import User
from cottri.roles import RoleBackend


class SignInForm(auth_forms.AuthenticationForm):
    # Django writes the length on the page and does not check it: what follows would store the name of a failed attempt.
    username = auth_forms.UsernameField(
        label="Nom d’utilisateur",
        max_length=User._meta.get_field("username").max_length,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    error_messages = {
        **auth_forms.AuthenticationForm.error_messages,
        "invalid_login": "Nom d’utilisateur ou mot de passe incorrect. Majuscules et minuscules comptent.",
    }


class PasswordResetForm(auth_forms.PasswordResetForm):
    def get_users(self, email):
        """Also those who have no password yet: an account is opened without one, and its first comes this way."""
        may_sign_in = RoleBackend().user_can_authenticate
        return [user for user in User.objects.filter(email__iexact=email) if may_sign_in(user)]


class NewUserForm(forms.ModelForm):
    """Opens an account whose password only its owner will ever know."""

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields[
            "email"
        ].help_text = "La personne y reçoit le lien pour choisir son mot de passe, quand elle le demande."

    def clean_username(self):
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError("Ce nom d’utilisateur est déjà pris.")
        return username

    def save(self, commit=True):
        self.instance.set_unusable_password()
        return super().save(commit)
