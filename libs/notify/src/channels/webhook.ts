import { systemClock, text, type Clock } from '@stationhouse/kernel';
import { Webhook } from 'standardwebhooks';
import type { NoticeChannel, OutgoingMessage } from './channel.js';

export interface WebhookOptions {
  readonly id: NoticeChannel['id'];
  /** The gateway's address; the only one this channel ever calls. */
  readonly url: string;
  /** `whsec_` and 24 to 64 bytes in Base64, as standardwebhooks.com has it. */
  readonly secret: string;
  /** Milliseconds the gateway has to answer. Default 10,000. */
  readonly timeout?: number;
  readonly fetch?: typeof fetch;
  /** Real time, for the signature's time stamp. */
  readonly clock?: Clock;
}

const TIMEOUT = 10_000;

/**
 * SMS or push through a gateway: one POST, signed as standardwebhooks.com describes (headers webhook-id, webhook-timestamp,
 * webhook-signature). The gateway answers 2xx once it has taken the message.
 */
export function webhookChannel(options: WebhookOptions): NoticeChannel {
  const call = options.fetch ?? fetch;
  return {
    id: options.id,
    send: async (message, signal) => {
      const body = JSON.stringify(bodyOf(options.id, message));
      const timestamp = String(Math.floor((options.clock ?? systemClock).now().getTime() / 1000));
      const headers = { 'content-type': 'application/json', 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': signature(options.secret, message.id, timestamp, body) };
      // A redirect could lead anywhere: the setting names the one place words may go.
      const answer = await call(options.url, { method: 'POST', body, headers, redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(options.timeout ?? TIMEOUT)]) });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`The gateway answered ${answer.status}.`);
    },
  };
}

/** The signature of a message, as standardwebhooks.com has it. @param timestamp seconds since 1970 */
export function signature(secret: string, id: string, timestamp: string, body: string): string {
  return new Webhook(secret).sign(id, new Date(Number(timestamp) * 1000), body);
}

function bodyOf(channel: string, { accountIds, number }: OutgoingMessage) {
  const words = text(
    number === undefined ? '您有一项紧急任务，请打开平台查看并签收。' : `您有一项紧急任务，编号 ${number}，请打开平台查看并签收。`,
    number === undefined ? 'You have an urgent task. Open the platform to read and sign it.' : `You have an urgent task, number ${number}. Open the platform to read and sign it.`,
  );
  return { type: 'notice.urgent', channel, accountIds, number: number ?? null, text: words };
}
