// Asks the real JavaScript SDK: one case per line on standard input, one answer per line.
//
// A case is {config, credentials} in base64, with {verdicts: [profile, ...]} to ask for the SDK's
// verdicts on profiles. The answer is {profiles, sessions, verdicts: {profile: {kind, token} or
// {reason}}}; the reason is a client's if the credentials are good. With {uses: profile}, it also has
// {uses: {setting: value}}: the settings that clients, and the role of that profile, are made with.
//
// Nothing leaves this process: every way out (a command, a socket, AWS, a cache of tokens) is
// replaced by one that returns credentials, named after the kind of profile that leads there.

"use strict";

const fs = require("node:fs");
const net = require("node:net");
const os = require("node:os");
const path = require("node:path");
const readline = require("node:readline");
const childProcess = require("node:child_process");

const blocked = () => {
  throw new Error("this test must not leave its process");
};
net.Socket.prototype.connect = blocked;
childProcess.spawn = childProcess.exec = childProcess.execFile = blocked;

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "awscred-js-"));
process.on("exit", () => fs.rmSync(folder, { recursive: true }));
// If a chain is refused early, the promise of its end is never awaited.
process.on("unhandledRejection", () => {});
process.removeAllListeners("warning");

const CONFIG = path.join(folder, "config");
const CREDENTIALS = path.join(folder, "credentials");
Object.assign(process.env, {
  AWS_CONFIG_FILE: CONFIG,
  AWS_SHARED_CREDENTIALS_FILE: CREDENTIALS,
  AWS_LOGIN_CACHE_DIRECTORY: path.join(folder, "login"),
  AWS_ACCESS_KEY_ID: "kind:environment",
  AWS_SECRET_ACCESS_KEY: "x",
});

const loader = require("@smithy/shared-ini-file-loader");
const { HttpResponse } = require("@smithy/core/transport");
const { loadConfig } = require("@smithy/core/config");
const metadata = require("@smithy/credential-provider-imds");
const accountId = require("@aws-sdk/core/account-id-endpoint");
const { fromIni } = require("@aws-sdk/credential-provider-ini");
const { AssumeRoleCommand, STSClient } = require("@aws-sdk/nested-clients/sts");

// --- the ways out

const LATER = new Date(Date.now() + 1e9);
const keys = (kind) => ({
  accessKeyId: `kind:${kind}`,
  secretAccessKey: "x",
  sessionToken: "x",
  expiration: LATER,
});
const answered = (body) => ({ response: new HttpResponse({ statusCode: 200, headers: {}, body }) });
const STOPPED = new Error("a request would be sent here");

Object.assign(require("@smithy/credential-provider-imds"), {
  fromContainerMetadata: () => async () => keys("container"),
  fromInstanceMetadata: () => async () => keys("instance"),
});
Object.assign(require("@aws-sdk/credential-provider-http"), {
  fromHttp: () => async () => keys("container"),
});

const tokens = loader.externalDataInterceptor.getTokenRecord();
tokens.exec = (_command, done) => {
  const { accessKeyId, secretAccessKey } = keys("process");
  done(null, {
    stdout: JSON.stringify({ Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey }),
  });
};
const TOKEN = { accessToken: "x", expiresAt: LATER.toISOString() };
Object.setPrototypeOf(tokens, new Proxy({}, { get: () => TOKEN }));

const readFile = fs.promises.readFile;
fs.promises.readFile = (file, ...rest) =>
  path.dirname(file) === process.env.AWS_LOGIN_CACHE_DIRECTORY
    ? JSON.stringify({
        accessToken: { ...keys("login"), accountId: "x", expiresAt: LATER.toISOString() },
        clientId: "x",
        refreshToken: "x",
        dpopKey: "x",
      })
    : readFile(file, ...rest);

const WAYS = {
  roleAssumer: async () => keys("role"),
  roleAssumerWithWebIdentity: async () => keys("web-identity"),
  clientConfig: {
    requestHandler: {
      metadata: {},
      handle: async () =>
        answered(
          Buffer.from(JSON.stringify({ roleCredentials: { ...keys("sso"), expiration: +LATER } })),
        ),
    },
    defaultsMode: "legacy",
  },
};

// --- one case

async function verdict(profile) {
  process.env.AWS_PROFILE = profile;
  try {
    // Otherwise the SSO client would refuse the profile's endpoint, in its own words.
    process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = "true";
    const found = await fromIni({ profile, ...WAYS })();
    delete process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS;
    await client();
    if (found.accessKeyId.startsWith("kind:")) {
      return { kind: found.accessKeyId.slice("kind:".length), token: null };
    }
    const token = found.sessionToken ?? null;
    return { kind: token === null ? "static" : "temporary", token };
  } catch (error) {
    return { reason: error.message };
  } finally {
    delete process.env.AWS_PROFILE;
  }
}

// What any client asks of the profile before its first request.
async function client() {
  const options = {
    credentials: async () => keys("client"),
    requestHandler: {
      metadata: {},
      handle: async () => {
        throw STOPPED;
      },
    },
  };
  let sts = new STSClient({ ...options });
  try {
    await sts.config.region();
  } catch (error) {
    if (error.message !== "Region is missing") throw error;
    sts = new STSClient({ ...options, region: "eu-west-1" });
  }
  try {
    await sts.send(new AssumeRoleCommand({ RoleArn: "x", RoleSessionName: "x" }));
  } catch (error) {
    // An EndpointError comes from the service: a custom endpoint has no FIPS variant.
    if (error !== STOPPED && error.name !== "EndpointError") throw error;
  }
  await sts.config.defaultsMode();
}

// How the SDK reads settings without a verdict: those of clients, and of a role.
async function uses(profile) {
  process.env.AWS_PROFILE = profile;
  const assumed = {};
  const roleAssumer = async (_, params) => {
    Object.assign(assumed, params);
    return keys("role");
  };
  try {
    await fromIni({ profile, roleAssumer, mfaCodeProvider: async () => "123456" })();
    const { config } = new STSClient({ credentials: async () => keys("client") });
    const mode = loadConfig(accountId.NODE_ACCOUNT_ID_ENDPOINT_MODE_CONFIG_OPTIONS, { profile });
    return {
      region: await config.region(),
      max_attempts: String(await config.maxAttempts()),
      use_fips_endpoint: String(await config.useFipsEndpoint()),
      account_id_endpoint_mode: await mode(),
      ec2_metadata_service_endpoint_mode: await metadata.getInstanceMetadataEndpoint().then(
        ({ hostname }) => (hostname.includes(":") ? "IPv6" : "IPv4"),
        (error) => error.message,
      ),
      role_session_name: assumed.RoleSessionName,
      external_id: assumed.ExternalId,
      duration_seconds: String(assumed.DurationSeconds),
      mfa_serial: assumed.SerialNumber,
    };
  } finally {
    delete process.env.AWS_PROFILE;
  }
}

// A profile named after something that all objects inherit leaves its settings there.
const inherited = Object.getOwnPropertyNames(Object.prototype)
  .filter((name) => typeof Object.prototype[name] === "function")
  .map((name) => Object.prototype[name]);
const clean = inherited.map(Object.getOwnPropertyDescriptors);
const { keys: enumerable, defineProperties } = Object;
function cleanUp() {
  inherited.forEach((one, at) => {
    for (const key of enumerable(one)) delete one[key];
    defineProperties(one, clean[at]);
  });
}

async function answer(line) {
  const { config, credentials, verdicts = [], uses: profile } = JSON.parse(line);
  fs.writeFileSync(CONFIG, Buffer.from(config, "base64"));
  fs.writeFileSync(CREDENTIALS, Buffer.from(credentials, "base64"));
  const profiles = await loader.parseKnownFiles({ ignoreCache: true });
  const sessions = await loader.loadSsoSessionData();
  cleanUp();
  const judged = {};
  for (const profile of verdicts) {
    judged[profile] = await verdict(profile);
    cleanUp();
  }
  const used = profile === undefined ? undefined : await uses(profile);
  return JSON.stringify({ profiles, sessions, verdicts: judged, uses: used });
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write((await answer(line)) + "\n");
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
