from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class CottriConfig(AppConfig):
    name = "cottri"
    verbose_name = "Personnes"


class CottriAdminConfig(AdminConfig):
    default_site = "cottri.admin_site.ContractAdminSite"
