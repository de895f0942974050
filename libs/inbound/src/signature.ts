import { randomBytes } from 'node:crypto';
import { StationhouseError, text } from '@stationhouse/kernel';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

/** A new secret of a source, as standardwebhooks.com writes one. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/**
 * Checks that a request was signed with one of the secrets within the last five minutes of real time
 * (headers `webhook-id`, `webhook-timestamp`, `webhook-signature`; HMAC-SHA256 over id, timestamp and body).
 */
export function isSigned(secrets: readonly string[], headers: Readonly<Record<string, unknown>>, body: Buffer): boolean {
  const signed = Object.fromEntries(['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, String(headers[name] ?? '')]));
  return secrets.some((secret) => {
    try {
      new Webhook(secret).verify(body, signed, { jsonParse: false });
      return true;
    } catch (error) {
      if (error instanceof WebhookVerificationError) return false;
      throw error;
    }
  });
}

/** The one refusal of a request that does not prove where it comes from: it never says what was wrong. */
export function notSigned(): StationhouseError {
  return new StationhouseError(
    'EVENT_SIGNATURE_INVALID',
    text('事件来源或签名无效：请核对地址、密钥和系统时间（误差不超过 5 分钟）。', 'The source or its signature is not valid. Check the address, the secret, and the clock (at most 5 minutes off).'),
  );
}
