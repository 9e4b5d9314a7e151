"""Ways to sign in: keys, roles, SSO, programs."""

from __future__ import annotations

from tests.compatibility.row import Row, Theme
from tests.compatibility.rows.parts import (
    ACCOUNT,
    ACCOUNT_LINES,
    ARN,
    GETS,
    ID_LINE,
    KEYS,
    PAIR,
    PORTAL,
    PROCESS,
    SCOPE,
    SESSION,
    SESSION_LINES,
    TEMPORARY_KEYS,
    TEMPORARY_PAIR,
    TOKEN,
    TOKEN_LINE,
)

_ROLE_LINES = f"role_arn = {ARN}\n"
_ROLE = {"role_arn": ARN}
_BASE = f"[base]\n{PAIR}"
_DEPLOY = f"[profile deploy]\n{_ROLE_LINES}source_profile = base\n"
_DEPLOYS = {"role_arn": ARN, "source_profile": "base"}
_MFA = "arn:aws:iam::123456789012:mfa/anna"
_LOGIN = "arn:aws:iam::123456789012:user/anna"

CREDENTIALS = Theme(
    "sign-in",
    "Ways to sign in",
    (
        Row(
            "keys",
            "Long-lived keys",
            "You can write this. Credentials that expire are safer: SSO, a role, or `aws login`.",
            ("long-lived-keys",),
            credentials=f"[dev]\n{PAIR}",
            profiles={"dev": KEYS},
        ),
        Row(
            "temporary-keys",
            "Temporary keys with a session token",
            "You can write this.",
            ("token-missing",),
            credentials=f"[dev]\n{TEMPORARY_PAIR}{TOKEN_LINE}",
            profiles={"dev": TEMPORARY_KEYS},
        ),
        Row(
            "old-token",
            "A session token as `aws_security_token`",
            "Write `aws_session_token`.",
            ("legacy-token",),
            credentials=f"[dev]\n{TEMPORARY_PAIR}aws_security_token = {TOKEN}\n",
            profiles={
                "dev": {
                    **{key: TEMPORARY_KEYS[key] for key in KEYS},
                    "aws_security_token": TOKEN,
                }
            },
            kinds={"dev": "temporary"},
        ),
        Row(
            "half-a-key",
            "A key ID without a secret key",
            "Write the secret key on the next line.",
            ("missing-keys",),
            credentials=f"[dev]\n{ID_LINE}",
            profiles={"dev": {"aws_access_key_id": KEYS["aws_access_key_id"]}},
        ),
        Row(
            "role",
            "A role with a `source_profile`",
            "You can write this.",
            config=f"{_DEPLOY}\n[profile base]\n{PROCESS}",
            profiles={"deploy": _DEPLOYS, "base": GETS},
        ),
        Row(
            "role-in-credentials",
            "A role in credentials",
            "You can write this, but config is the usual place.",
            ("misplaced-setting",),
            credentials=f"[deploy]\n{_ROLE_LINES}source_profile = base\n\n{_BASE}",
            profiles={"deploy": _DEPLOYS, "base": KEYS},
        ),
        Row(
            "role-of-role",
            "A role whose source profile is also a role",
            "You can write this.",
            config=f"[profile admin]\nrole_arn = {ARN}\nsource_profile = deploy\n\n"
            f"{_DEPLOY}\n[profile base]\n{PROCESS}",
            profiles={
                "admin": {**_ROLE, "source_profile": "deploy"},
                "deploy": _DEPLOYS,
                "base": GETS,
            },
        ),
        Row(
            "role-of-sso",
            "A role whose source profile uses SSO",
            "You can write this.",
            config=f"{_DEPLOY}\n[profile base]\nsso_session = corp\n{ACCOUNT_LINES}\n"
            f"[sso-session corp]\n{SESSION_LINES}",
            profiles={"deploy": _DEPLOYS, "base": {"sso_session": "corp", **ACCOUNT}},
            sessions={"corp": SESSION},
        ),
        Row(
            "role-of-itself",
            "A role with its own keys, which is its own source profile",
            "Put the keys in a profile of their own, and name that as the source profile.",
            ("source-profile-circle", "credential-kinds-mixed"),
            config=f"[profile deploy]\n{_ROLE_LINES}source_profile = deploy\n",
            credentials=f"[deploy]\n{PAIR}",
            profiles={"deploy": {**_ROLE, "source_profile": "deploy", **KEYS}},
            kinds={"deploy": "role"},
        ),
        Row(
            "role-circle",
            "Two roles that are the source profiles of each other",
            "Give one of the roles a source profile with credentials.",
            ("source-profile-circle",),
            config=f"[profile a]\n{_ROLE_LINES}source_profile = b\n\n"
            f"[profile b]\n{_ROLE_LINES}source_profile = a\n",
            profiles={
                "a": {**_ROLE, "source_profile": "b"},
                "b": {**_ROLE, "source_profile": "a"},
            },
        ),
        Row(
            "role-without-source",
            "A role without a source of credentials",
            "Add `source_profile` or `credential_source`.",
            ("missing-keys",),
            config=f"[profile deploy]\n{_ROLE_LINES}",
            profiles={"deploy": _ROLE},
        ),
        Row(
            "role-of-missing-profile",
            "A role whose source profile does not exist",
            "Correct the name of the source profile.",
            ("source-profile-missing",),
            config=_DEPLOY,
            profiles={"deploy": _DEPLOYS},
        ),
        Row(
            "role-of-empty-profile",
            "A role whose source profile has no credentials",
            "Give the source profile credentials.",
            ("source-profile-invalid",),
            config=f"{_DEPLOY}\n[profile base]\nregion = eu-west-1\n",
            profiles={"deploy": _DEPLOYS, "base": {"region": "eu-west-1"}},
        ),
        Row(
            "role-of-environment",
            "A role with `credential_source = Environment`",
            "You can write this, but not every tool supports it.",
            ("profile-not-valid",),
            config=f"[profile deploy]\n{_ROLE_LINES}credential_source = Environment\n",
            profiles={"deploy": {**_ROLE, "credential_source": "Environment"}},
        ),
        Row(
            "role-of-instance",
            "A role with `credential_source = Ec2InstanceMetadata`",
            "You can write this, but not every tool supports it.",
            config=f"[profile deploy]\n{_ROLE_LINES}credential_source = Ec2InstanceMetadata\n",
            profiles={"deploy": {**_ROLE, "credential_source": "Ec2InstanceMetadata"}},
        ),
        Row(
            "role-with-mfa",
            "A role with `mfa_serial`",
            "You can write this for tools that ask for the code. Use SSO if a program has no user.",
            ("mfa-role",),
            config=f"{_DEPLOY}mfa_serial = {_MFA}\n",
            credentials=_BASE,
            profiles={"deploy": {**_DEPLOYS, "mfa_serial": _MFA}, "base": KEYS},
        ),
        Row(
            "role-with-external-id",
            "A role with `external_id`",
            "You can write this, but not every tool supports it.",
            config=f"{_DEPLOY}external_id = partner-7\n",
            credentials=_BASE,
            profiles={"deploy": {**_DEPLOYS, "external_id": "partner-7"}, "base": KEYS},
        ),
        Row(
            "role-with-duration",
            "A role with `duration_seconds`",
            "You can write this, but some tools use their own duration.",
            ("role-duration",),
            config=f"{_DEPLOY}duration_seconds = 3600\n",
            credentials=_BASE,
            profiles={"deploy": {**_DEPLOYS, "duration_seconds": "3600"}, "base": KEYS},
        ),
        Row(
            "web-identity",
            "A role with a web identity",
            "You can write this, but not every tool supports it.",
            config=f"[profile deploy]\n{_ROLE_LINES}web_identity_token_file = /run/token\n",
            profiles={"deploy": {**_ROLE, "web_identity_token_file": "/run/token"}},
        ),
        Row(
            "process",
            "A `credential_process`",
            "You can write this.",
            config=f"[profile dev]\n{PROCESS}",
            profiles={"dev": GETS},
        ),
        Row(
            "process-with-shell",
            "A `credential_process` that needs a shell",
            "Write `sh -c '...' -`.",
            ("process-command",),
            config="[profile dev]\ncredential_process = cat ~/keys.json | decrypt\n",
            profiles={"dev": {"credential_process": "cat ~/keys.json | decrypt"}},
            needs_shell=True,
        ),
        Row(
            "sso",
            "SSO with an `sso_session`",
            "You can write this.",
            ("sso-scope-missing",),
            config=f"[profile dev]\nsso_session = corp\n{ACCOUNT_LINES}\n"
            f"[sso-session corp]\n{SESSION_LINES}",
            profiles={"dev": {"sso_session": "corp", **ACCOUNT}},
            sessions={"corp": SESSION},
        ),
        Row(
            "sso-without-scope",
            "An sso-session without `sso_registration_scopes`",
            f"Add `sso_registration_scopes = {SCOPE}` to the sso-session.",
            ("sso-scope-missing",),
            config=f"[profile dev]\nsso_session = corp\n{ACCOUNT_LINES}\n"
            f"[sso-session corp]\nsso_start_url = {PORTAL}\nsso_region = eu-west-1\n",
            profiles={"dev": {"sso_session": "corp", **ACCOUNT}},
            sessions={"corp": {"sso_start_url": PORTAL, "sso_region": "eu-west-1"}},
        ),
        Row(
            "sso-without-session",
            "SSO without an `sso_session`",
            "You can write this, but tools renew the sign-in only with an `sso_session`.",
            config=f"[profile dev]\nsso_start_url = {PORTAL}\nsso_region = eu-west-1\n"
            f"{ACCOUNT_LINES}",
            profiles={
                "dev": {"sso_start_url": PORTAL, "sso_region": "eu-west-1", **ACCOUNT},
            },
        ),
        Row(
            "sso-in-both-places",
            "`sso_region` in a profile and in its sso-session",
            "Keep it only in the sso-session.",
            ("sso-session-mismatch",),
            config=f"[profile dev]\nsso_session = corp\nsso_region = eu-west-1\n{ACCOUNT_LINES}\n"
            f"[sso-session corp]\n{SESSION_LINES}",
            profiles={"dev": {"sso_session": "corp", "sso_region": "eu-west-1", **ACCOUNT}},
            sessions={"corp": SESSION},
        ),
        Row(
            "sso-session-missing",
            "An `sso_session` that does not exist",
            "Correct the name, or add the sso-session to the config file.",
            ("sso-session-missing",),
            config=f"[profile dev]\nsso_session = corp\n{ACCOUNT_LINES}",
            profiles={"dev": {"sso_session": "corp", **ACCOUNT}},
            sessions={"corp": SESSION},
        ),
        Row(
            "login",
            "A sign-in with `aws login`: `login_session`",
            "You can write this, but it is new: not every tool supports it.",
            config=f"[profile dev]\nlogin_session = {_LOGIN}\n",
            profiles={"dev": {"login_session": _LOGIN}},
        ),
        Row(
            "keys-and-sso",
            "Keys and SSO in one profile",
            "Make two profiles.",
            ("credential-kinds-mixed",),
            config=f"[profile dev]\nsso_session = corp\n{ACCOUNT_LINES}{PAIR}\n"
            f"[sso-session corp]\n{SESSION_LINES}",
            profiles={"dev": {"sso_session": "corp", **ACCOUNT, **KEYS}},
            sessions={"corp": SESSION},
            kinds={"dev": "sso"},
        ),
        Row(
            "keys-and-process",
            "Keys and a `credential_process` in one profile",
            "Make two profiles.",
            ("credential-kinds-mixed",),
            config=f"[profile dev]\n{PAIR}{PROCESS}",
            profiles={"dev": {**KEYS, **GETS}},
            kinds={"dev": "static"},
        ),
        Row(
            "services",
            "`services` with the endpoint of a service",
            "You can write this.",
            ("services-missing", "profile-not-valid"),
            config=f"[profile dev]\nservices = local\n{PROCESS}\n"
            "[services local]\ns3 =\n  endpoint_url = http://localhost:4566\n",
            profiles={"dev": {"services": "local", **GETS}},
            services={"local": {"s3": {"endpoint_url": "http://localhost:4566"}}},
        ),
        Row(
            "services-missing",
            "`services` that do not exist",
            "Correct the name, or add the services section to the config file.",
            ("services-missing",),
            config=f"[profile dev]\nservices = local\n{PROCESS}",
            profiles={"dev": {"services": "local", **GETS}},
            services={"local": {"s3": {"endpoint_url": "http://localhost:4566"}}},
        ),
    ),
)
