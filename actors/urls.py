"""Two roots under one name: the directory belongs to no contract, maps and means belong to one."""

from django.urls import include, path

from actors.views import cards, contacts, directory, duplicates, editing, importing, maps, means

app_name = "actors"

SHARED = [
    path("", directory.actor_list, name="list"),
    path("export.<str:kind>", directory.export, name="export"),
    path("nouveau/", editing.new, name="new"),
    path("doublons/", duplicates.duplicates, name="duplicates"),
    path("doublons/distincts/", duplicates.distinct, name="distinct"),
    path("contacts-echus/", contacts.past, name="past_contacts"),
    path("importer/", importing.imports, name="imports"),
    path("importer/modele.xlsx", importing.import_model, name="import_model"),
    path("importer/<int:pk>/", importing.one_import, name="import"),
    path("importer/<int:pk>/colonnes/", importing.import_columns, name="import_columns"),
    path("importer/<int:pk>/lignes-a-corriger.xlsx", importing.import_refusals, name="import_refusals"),
    path("importer/<int:pk>/doublons/", importing.import_choose, name="import_choose"),
    path("importer/<int:pk>/confirmer/", importing.import_confirm, name="import_confirm"),
    path("importer/<int:pk>/abandonner/", importing.import_discard, name="import_discard"),
    path("importer/<int:pk>/annuler/", importing.import_undo, name="import_undo"),
    path("<int:pk>/modifier/", editing.edit, name="edit"),
    path("<int:pk>/supprimer/", editing.delete, name="delete"),
    path("<int:pk>/fusionner/<int:other>/", duplicates.merge, name="merge"),
    path("<int:pk>/contacts/nouveau/", contacts.new, name="contact_new"),
    path("<int:pk>/contacts/<int:contact>/", contacts.edit, name="contact"),
    path("<int:pk>/contacts/<int:contact>/effacer/", contacts.erase, name="contact_erase"),
]

OF_CONTRACT = [
    path("moyens/", means.matrix, name="means"),
    path("moyens/<int:number>/", means.of_item, name="means_of"),
    path("moyens/<int:number>/<int:pk>/", means.one, name="contribution"),
    path("moyens/<int:number>/<int:pk>/<slug:verb>/", means.do, name="contribution_do"),
    path("actions/<int:pk>/porteurs/", means.carriers, name="carriers"),
    path("actions/<int:pk>/porteurs/<int:carrier>/<slug:verb>/", means.carrier_do, name="carrier_do"),
    path("cartes/", maps.maps, name="maps"),
    path("cartes/nouvelle/", maps.new, name="map_new"),
    path("cartes/<int:pk>/", maps.one_map, name="map"),
    path("cartes/<int:pk>/tableau/", maps.table, name="map_table"),
    path("cartes/<int:pk>/export.<str:kind>", maps.export, name="map_export"),
    path("cartes/<int:pk>/renommer/", maps.rename, name="map_rename"),
    path("cartes/<int:pk>/supprimer/", maps.discard, name="map_discard"),
    path("cartes/<int:map_pk>/ajouter/", cards.add, name="card_add"),
    path("cartes/<int:map_pk>/acteurs/<int:pk>/", cards.card, name="card"),
    path("cartes/<int:map_pk>/acteurs/<int:pk>/annuler/", cards.undo, name="card_undo"),
    path("cartes/<int:map_pk>/acteurs/<int:pk>/retirer/", cards.take_off, name="card_take_off"),
]

urlpatterns = [
    path("acteurs/", include(SHARED)),
    path("<slug:contract>/", include(OF_CONTRACT)),
]
