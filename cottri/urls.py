from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from cottri import health, people
from cottri.forms import PasswordResetForm, SignInForm
from cottri.views import actor, dashboard, sheet

handler400 = "cottri.views.errors.bad_request"

urlpatterns = [
    path("", people.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path(
        "connexion/",
        auth_views.LoginView.as_view(authentication_form=SignInForm, redirect_authenticated_user=True),
        name="login",
    ),
    # Open to all: signing out after the session has expired is no reason to sign in again.
    path("deconnexion/", login_not_required(auth_views.LogoutView.as_view()), name="logout"),
    path("mot-de-passe/", auth_views.PasswordChangeView.as_view(), name="password_change"),
    path("mot-de-passe/change/", auth_views.PasswordChangeDoneView.as_view(), name="password_change_done"),
    path(
        "mot-de-passe/oublie/",
        auth_views.PasswordResetView.as_view(
            form_class=PasswordResetForm, email_template_name="registration/password_reset_email.txt"
        ),
        name="password_reset",
    ),
    path("mot-de-passe/oublie/envoye/", auth_views.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "mot-de-passe/choisir/<uidb64>/<token>/",
        people.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path("mot-de-passe/choisi/", auth_views.PasswordResetCompleteView.as_view(), name="password_reset_complete"),
    path("admin/", admin.site.urls),
    path("acteurs/<int:pk>/", actor.actor, name="actor"),
    path("", include("actors.urls")),
    # The pages of a contract come last: its slug is any first word that settings.RESERVED_SLUGS leaves free.
    path("<slug:contract>/", dashboard.dashboard, name="dashboard"),
    path("<slug:contract>/donnees/bonus.json", dashboard.bonus_json, name="bonus_json"),
    path("<slug:contract>/objectifs/<int:number>/", sheet.sheet, name="sheet"),
    path("<slug:contract>/gouvernance/", include("governance.urls")),
    path("<slug:contract>/", include("objectives.urls")),
]
