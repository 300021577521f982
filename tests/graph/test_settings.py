"""Graph is set up wholly or not at all, and what is missing is named."""

import pytest

from bot.settings import SettingsError, load_settings

WHOLE = {
    "MHRMB_GRAPH_CLIENT_ID": "app", "MHRMB_GRAPH_TENANT_ID": "tenant",
    "MHRMB_GRAPH_CLIENT_SECRET": "a secret", "MHRMB_TEAM_ID": "team", "MHRMB_CHANNEL_ID": "19:x",
}  # fmt: skip


def without(*names):
    return {
        name: value for name, value in WHOLE.items() if name.removeprefix("MHRMB_") not in names
    }


def test_without_an_app_documents_stay_here():
    assert not load_settings({}).files_in_graph


def test_with_one_they_are_filed_in_microsoft_365_even_in_rehearsal():
    settings = load_settings(WHOLE)

    assert settings.files_in_graph
    assert settings.rehearsal
    assert settings.graph_base_url == "https://graph.microsoft.com/v1.0"
    assert "a secret" not in repr(settings)


def test_the_secret_may_come_from_a_file(tmp_path):
    path = tmp_path / "secret"
    path.write_text("from a file\n")

    given = without("GRAPH_CLIENT_SECRET") | {"MHRMB_GRAPH_CLIENT_SECRET_FILE": str(path)}

    assert load_settings(given).graph_client_secret.get_secret_value() == "from a file"


def test_the_machines_identity_needs_neither_secret_nor_tenant():
    assert load_settings(without("GRAPH_CLIENT_SECRET", "GRAPH_TENANT_ID")).files_in_graph


def test_any_https_host_may_stand_in():
    given = {"MHRMB_GRAPH_BASE_URL": "https://127.0.0.1:8443/v1.0/"}

    assert load_settings(given).graph_base_url == "https://127.0.0.1:8443/v1.0"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (without("GRAPH_CLIENT_ID"), "GRAPH_CLIENT_ID is missing"),
        ({"MHRMB_ORGANISER_ID": "x"}, "GRAPH_CLIENT_ID is missing"),
        (without("GRAPH_TENANT_ID"), "GRAPH_TENANT_ID is missing"),
        (without("TEAM_ID"), "TEAM_ID and CHANNEL_ID are missing"),
        (without("CHANNEL_ID"), "TEAM_ID and CHANNEL_ID are missing"),
        (WHOLE | {"MHRMB_GRAPH_CERTIFICATE_FILE": "app.pem"}, "not both"),
        ({"MHRMB_GRAPH_BASE_URL": "http://127.0.0.1/v1.0"}, "MHRMB_GRAPH_BASE_URL: must begin"),
        ({"MHRMB_GRAPH_AUTHORITY": "login.example"}, "MHRMB_GRAPH_AUTHORITY: must begin"),
        ({"MHRMB_GRAPH_SCOPE": "https://"}, "MHRMB_GRAPH_SCOPE: must begin"),
    ],
)
def test_half_a_set_up_is_refused_by_name(given, says):
    with pytest.raises(SettingsError, match=says):
        load_settings(given)
