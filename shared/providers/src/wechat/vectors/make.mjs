// Makes vectors.json with OpenSSL (the command, and node:crypto which is OpenSSL), as an oracle that
// shares no code with ours:  node make.mjs > vectors.json
// The keys are made for these vectors and used nowhere else.
import { execFileSync } from "node:child_process";
import { createCipheriv, createPrivateKey, createSign, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const pair = () =>
  generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
const sign = (key, ...lines) => createSign("RSA-SHA256").update(lines.join("\n") + "\n").sign(key, "base64");

const merchant = pair();
const platform = pair();

const file = join(mkdtempSync(join(tmpdir(), "vectors-")), "platform.pem");
writeFileSync(file, platform.privateKey);
const request = ["req", "-x509", "-new", "-key", file, "-days", "3650", "-subj", "/CN=zhaokao test platform"];
const certificate = execFileSync("openssl", [...request, "-set_serial", "0x5157F09EFDC096DE"], { encoding: "utf8" });

const apiV3Key = "0123456789abcdef0123456789ABCDEF";
const plain = JSON.stringify({
  mchid: "1900000001",
  appid: "wx0000000000000001",
  out_trade_no: "ZK0123456789ABCDEF01234567",
  transaction_id: "4200000000202611210000000001",
  trade_type: "NATIVE",
  trade_state: "SUCCESS",
  trade_state_desc: "支付成功",
  bank_type: "OTHERS",
  attach: "",
  success_time: "2026-11-21T08:00:00+08:00",
  payer: { openid: "o-1" },
  amount: { total: 4000, payer_total: 4000, currency: "CNY", payer_currency: "CNY" },
});
const nonce = "fedcba987654";
const cipher = createCipheriv("aes-256-gcm", apiV3Key, nonce);
cipher.setAAD(Buffer.from("transaction"));
const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final(), cipher.getAuthTag()]);

const body = JSON.stringify({
  id: "EV-2018022511223320873",
  create_time: "2026-11-21T08:00:01+08:00",
  resource_type: "encrypt-resource",
  event_type: "TRANSACTION.SUCCESS",
  summary: "支付成功",
  resource: {
    original_type: "transaction",
    algorithm: "AEAD_AES_256_GCM",
    ciphertext: sealed.toString("base64"),
    associated_data: "transaction",
    nonce,
  },
});
const timestamp = String(Date.parse("2026-11-21T08:00:02+08:00") / 1000);
const target = "/v3/pay/transactions/out-trade-no/ZK0123456789ABCDEF01234567?mchid=1900000001";

const vectors = {
  request: {
    mchid: "1900000001",
    serial: "1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C",
    private_key: merchant.privateKey,
    private_key_pkcs1: createPrivateKey(merchant.privateKey).export({ type: "pkcs1", format: "pem" }),
    public_key: merchant.publicKey,
    timestamp,
    nonce: "593BEC0C930BF1AFEB40B4A08C8FB242",
    get: { method: "GET", target, body: "", signature: "" },
    post: { method: "POST", target: "/v3/pay/transactions/native", body: '{"description":"普通高考报名费"}', signature: "" },
  },
  notice: {
    serial: "5157F09EFDC096DE",
    certificate,
    public_key: platform.publicKey,
    timestamp,
    nonce: "EcZ9Cmy4Xyx1i6RlJQzLcCyEqDa26NBz",
    body,
    signature: sign(platform.privateKey, timestamp, "EcZ9Cmy4Xyx1i6RlJQzLcCyEqDa26NBz", body),
    api_v3_key: apiV3Key,
    plain,
  },
};
for (const part of [vectors.request.get, vectors.request.post]) {
  const { nonce: n } = vectors.request;
  part.signature = sign(merchant.privateKey, part.method, part.target, timestamp, n, part.body);
}
console.log(JSON.stringify(vectors, null, 2));
