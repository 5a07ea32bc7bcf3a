"""Two roots under one name: the directory belongs to no contract, maps and means belong to one."""

from django.urls import include, path

from actors.views import directory

app_name = "actors"

SHARED = [
    path("", directory.actor_list, name="list"),
    path("export.<str:kind>", directory.export, name="export"),
    path("<int:pk>/", directory.actor, name="actor"),
]

OF_CONTRACT = []

urlpatterns = [
    path("acteurs/", include(SHARED)),
    path("<slug:contract>/", include(OF_CONTRACT)),
]
