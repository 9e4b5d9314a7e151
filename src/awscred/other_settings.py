"""The catalog of settings that programs other than AWS's keep in the two files.

Gathered from the sources of these programs as of November 2026; a comment names the place.
`settings` has what AWS's tools read, and the current settings of aws-vault and granted.

Most names are exact, so that no misspelled AWS setting is mistaken for one of these. A prefix is
enough if all settings of a program have it and no AWS setting does.
"""

from __future__ import annotations

from typing import NamedTuple


class Owned(NamedTuple):
    """A setting of another program: `owner` names it, or the programs that share the setting.

    The value of a `harmless` setting may be shown: it is neither a secret nor a person's name.
    """

    owner: str
    harmless: bool


_MFA = "aws-mfa"
_AWSUME = "awsume"
_EXTENSION = "aws-extend-switch-roles"
_GOOGLE = "aws-google-auth"
_NET = "the AWS SDK for .NET"
_OKTA = "aws-okta"
_RUNAS = "aws-runas"
_SAML = "saml2aws"
_SSO_UTIL = "aws-sso-util"


def _of(owner: str, *names: str, harmless: bool = False) -> dict[str, Owned]:
    return dict.fromkeys(names, Owned(owner, harmless))


_BY_NAME: dict[str, Owned] = {
    # saml2aws: pkg/awsconfig/awsconfig.go; gimme-aws-creds: main.py
    **_of(_SAML, "x_principal_arn"),
    **_of(f"{_SAML} or gimme-aws-creds", "x_security_token_expires", harmless=True),
    # awscred itself, which no AWS tool reads: cli/mfa_session.py
    **_of("awscred", "awscred_expires", "awscred_mfa_device", harmless=True),
    # aws-mfa: awsmfa/__init__.py
    **_of(_MFA, "aws_mfa_device", "assume_role", "assumed_role_arn"),
    **_of(_MFA, "assumed_role", harmless=True),  # True or False
    # awsume: lib/autoawsume.py, lib/profile.py
    **_of(f"{_MFA} or {_AWSUME}", "expiration", harmless=True),
    **_of(_AWSUME, "autoawsume", "source_expiration", "manager", harmless=True),
    **_of(_AWSUME, "awsumepy_command", "principal_arn"),
    # aws-mfa-tools: its plugin for xbar
    **_of("aws-mfa-tools", "aws_session_token_expiration", harmless=True),
    # aws-azure-login: src/awsConfig.ts
    **_of("aws-azure-login", "aws_expiration", harmless=True),
    **_of("aws-azure-login", "azure_default_duration_hours", harmless=True),
    **_of("aws-azure-login", "azure_default_remember_me", harmless=True),
    # aws-google-auth: configuration.py; gsts: credentials-manager.js
    **_of(f"{_GOOGLE} or gsts", "aws_session_expiration", harmless=True),
    # aws-sso-util: populate_profiles.py, docs/credential-process.md
    **_of(_SSO_UTIL, "sso_account_name", "sso_auto_populated", harmless=True),
    **_of(_SSO_UTIL, "sso_interactive_auth", "sso_util_populate", harmless=True),
    # aws-okta: README, lib/provider
    **_of(_OKTA, "aws_saml_url", "mfa_provider", "mfa_factor_type"),
    **_of(_OKTA, "session_ttl", "assume_role_ttl", harmless=True),
    # aws-vault: vault/config.go, until it was removed; what it reads now is in `settings`
    **_of("aws-vault", "parent_profile"),
    # aws-runas: config/aws_config.go
    **_of(_RUNAS, "credentials_duration", "session_token_duration", harmless=True),
    **_of(_RUNAS, "jump_role_arn", "mfa_type", "federated_username"),
    **_of(_RUNAS, "saml_auth_url", "saml_username", "saml_provider"),
    **_of(_RUNAS, "web_identity_auth_url", "web_identity_username", "web_identity_provider"),
    **_of(_RUNAS, "web_identity_client_id", "web_identity_redirect_uri"),
    # aws-extend-switch-roles: README, changelog; `group` is for its users' own use
    **_of(_EXTENSION, "role_name", "target_role_name", "target_region", harmless=True),
    **_of(_EXTENSION, "color", "group", "aws_account_alias", harmless=True),
    **_of(_EXTENSION, "image"),
    # the AWS SDK for .NET: SharedCredentialsFile.cs; its other settings are in `settings`
    **_of(_NET, "toolkit_artifact_guid"),
    **_of(_NET, "s3_force_path_style", harmless=True),
}
_BY_PREFIX: dict[str, Owned] = {
    "granted_": Owned("granted", False),  # pkg/cfaws, pkg/awsconfigfile
    "common_fate_": Owned("granted", False),  # its former names
    "azure_": Owned("aws-azure-login", False),
    "okta_": Owned(_OKTA, False),
    "adfs_config.": Owned("aws-adfs", False),  # prepare.py, login.py
    "google_config.": Owned(_GOOGLE, False),
    "aws_google_auth_": Owned(_GOOGLE, False),  # its former names
}
_PREFIXES = tuple(_BY_PREFIX)


def owned(key: str) -> Owned | None:
    """The setting of another program with this name, in upper or lower case, or None."""
    name = key.lower()
    if found := _BY_NAME.get(name):
        return found
    if name.startswith(_PREFIXES):
        return next(row for prefix, row in _BY_PREFIX.items() if name.startswith(prefix))
    return None
