// Makes vectors.json with OpenSSL (the command, and node:crypto which is OpenSSL), as an oracle that
// shares no code with ours:  node make.mjs > vectors.json
// The keys are made for these vectors and used nowhere else. The certificates are valid for a hundred years.
import { execFileSync } from "node:child_process";
import { createHash, createPublicKey, createSign, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "vectors-"));
const openssl = (...args) => execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
const read = (name) => readFileSync(join(folder, name), "utf8");

// Makes <name>.key and <name>.pem; without an issuer it issues itself.
const certify = (name, subject, serial, issuer, digest = "-sha256") => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(folder, `${name}.key`), privateKey.export({ type: "pkcs8", format: "pem" }));
  openssl("req", "-new", "-utf8", "-key", `${name}.key`, "-subj", subject, "-out", `${name}.csr`);
  const by = issuer ? ["-CA", `${issuer}.pem`, "-CAkey", `${issuer}.key`] : ["-signkey", `${name}.key`];
  const made = ["-days", "36500", digest, "-set_serial", serial, "-out", `${name}.pem`];
  openssl("x509", "-req", "-in", `${name}.csr`, ...by, ...made);
  return { key: read(`${name}.key`), pem: read(`${name}.pem`) };
};
const root = certify("root", "/C=CN/O=zhaokao test/CN=root", "1");
const middle = certify("middle", "/C=CN/O=zhaokao test/CN=OCA", "0x2F", "root");
const middleSha1 = certify("middle-sha1", "/C=CN/O=zhaokao test/CN=TEST OCA", "3", "root", "-sha1");
const company = "/C=CN/O=zhaokao test/CN=041@8310000000083040@中国银联股份有限公司@00016493";
const production = certify("production", company, "0x90FEDCBA9876543210", "middle");
const identity = "/C=CN/O=zhaokao test/CN=041@Z12@00040000:SIGN@00000001";
const test = certify("test", identity, "0x1234", "middle-sha1", "-sha1");
const { key: merchantKey } = certify("merchant", "/CN=merchant", "68759585097");

const sign = (fields, key) => {
  const names = Object.keys(fields).sort();
  const digest = createHash("sha256").update(names.map((name) => `${name}=${fields[name]}`).join("&")).digest("hex");
  return { ...fields, signature: createSign("RSA-SHA256").update(digest).sign(key, "base64") };
};
const withCrlf = (pem) => pem.trim().replaceAll("\n", "\r\n") + "\r\n";
const encoded = (fields) => new URLSearchParams(fields).toString();
const plain = (fields) => Object.entries(fields).map(([name, value]) => `${name}=${value}`).join("&");

const common = { version: "5.1.0", encoding: "UTF-8", signMethod: "01", accessType: "0", merId: "777290058110048" };
const order = { orderId: "ZK0123456789ABCDEF01234567", txnTime: "20261121080000" };
const paid = { queryId: "612611210800000000018", txnAmt: "4000", settleAmt: "4000", currencyCode: "156" };
const trace = { traceNo: "000001", traceTime: "1121080000", settleDate: "1121", settleCurrencyCode: "156" };
const ok = { respCode: "00", respMsg: "成功[0000000]" };
const consumption = { txnType: "01", txnSubType: "01", bizType: "000201" };
const notice = { ...common, ...order, ...paid, ...trace, ...ok, ...consumption, reqReserved: "100%=a b+c&{d}" };
const query = { txnType: "00", txnSubType: "00", bizType: "000000", reserved: "{a=1&b=[2}", issAddnData: "x==" };
const answer = { ...common, ...order, ...paid, ...trace, ...ok, ...query, origRespCode: "00", origRespMsg: "成功" };
const request = {
  ...common,
  ...order,
  txnType: "01",
  txnSubType: "07",
  bizType: "000000",
  channelType: "08",
  certId: "68759585097",
  txnAmt: "4000",
  currencyCode: "156",
  backUrl: "https://zhaokao.example/api/payment-callback/unionpay",
  payTimeout: "20261121100000",
};
const signedBy = ({ key, pem }, fields) => sign({ ...fields, signPubKeyCert: withCrlf(pem) }, key);

const vectors = {
  root: root.pem,
  middle: middle.pem,
  middle_sha1: middleSha1.pem,
  notice: encoded(signedBy(production, notice)),
  test_notice: encoded(signedBy(test, notice)),
  answer: plain(signedBy(production, answer)),
  request: {
    private_key: merchantKey,
    public_key: createPublicKey(merchantKey).export({ type: "spki", format: "pem" }),
    fields: sign(request, merchantKey),
  },
};
console.log(JSON.stringify(vectors, null, 2));
