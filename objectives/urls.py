from django.urls import path

from objectives.views import (
    completeness,
    deciding,
    entering,
    entries,
    evidence,
    importing,
    inbox,
    mine,
    month,
    objectives,
    trajectories,
)

app_name = "objectives"

urlpatterns = [
    path("objectifs/", objectives.objective_list, name="list"),
    path("objectifs/<int:number>/trajectoire.csv", trajectories.trajectory_csv, name="trajectory_csv"),
    path("objectifs/<int:number>/saisir/", entering.new_for_objective, name="entry_new_for"),
    path("saisies/", entries.entry_list, name="entry_list"),
    path("saisies/a-valider/", inbox.inbox, name="inbox"),
    path("saisies/export.<str:kind>", entries.export, name="entry_export"),
    path("saisies/grille/", month.grid, name="grid"),
    path("saisies/completude/", completeness.table, name="completeness"),
    path("saisies/miennes/", mine.mine, name="mine"),
    path("saisies/importer/", importing.imports, name="imports"),
    path("saisies/importer/modele.xlsx", importing.import_model, name="import_model"),
    path("saisies/importer/<int:pk>/", importing.one_import, name="import"),
    path("saisies/importer/<int:pk>/lignes-refusees.xlsx", importing.import_refusals, name="import_refusals"),
    path("saisies/importer/<int:pk>/confirmer/", importing.import_confirm, name="import_confirm"),
    path("saisies/importer/<int:pk>/abandonner/", importing.import_discard, name="import_discard"),
    path("saisies/importer/<int:pk>/retirer/", importing.import_withdraw, name="import_withdraw"),
    path("saisies/nouvelle/", entering.new, name="entry_new"),
    path("saisies/apercu/", entering.preview, name="entry_preview"),
    path("saisies/<int:pk>/", entries.entry, name="entry"),
    path("saisies/<int:pk>/modifier/", entering.edit, name="entry_edit"),
    path("saisies/<int:pk>/corriger/", entering.amend, name="entry_amend"),
    path("saisies/<int:pk>/valider/", deciding.validate, name="entry_validate"),
    path("saisies/<int:pk>/retourner/", deciding.send_back, name="entry_return"),
    path("saisies/<int:pk>/retirer/", deciding.withdraw, name="entry_withdraw"),
    path("pieces/<uuid:pk>/", evidence.evidence_file, name="evidence"),
    path("pieces/<uuid:pk>/oter/", entering.remove_evidence, name="evidence_remove"),
]
