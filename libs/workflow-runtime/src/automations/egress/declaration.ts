import type { Bilingual } from '@stationhouse/kernel';

/** What a request may be. */
export type EgressMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A place outside that a plugin's automations may ask. What is not declared is refused, and so is what the installation does not allow by `EGRESS`. */
export interface EgressDeclaration {
  /** kebab-case, unique in the plugin; handlers name it in `context.fetch`, the installation allows it as `<plugin>.<id>`. */
  readonly id: string;
  /** What lies there. */
  readonly title: Bilingual;
  /** What for, and which data go there: the administrator reads it before allowing it. */
  readonly purpose: Bilingual;
  /** `https://example.gov.cn`, where it is the same for everybody; else the installation says where it lies. */
  readonly origin?: string;
  /** Default `POST` alone. */
  readonly methods?: readonly EgressMethod[];
  /** Largest answer in bytes; default one mebibyte, sixteen at most. */
  readonly mostBytes?: number;
}

/** One request of a handler. */
export interface EgressRequest {
  /** Default `POST`, where the destination allows it, else its first method. */
  readonly method?: EgressMethod;
  /** From the origin on, with its query: `/cases?since=2026-01-01`. Default `/`. */
  readonly path?: string;
  /** `accept`, `accept-language`, `content-type`, `if-none-match` and `x-…`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as UTF-8. One mebibyte at most. */
  readonly body?: string | Uint8Array;
  /** Tells several requests of one call apart: the idempotency key is the call's id, and this. The same in every attempt. */
  readonly key?: string;
}

/** What came back, whatever its status. */
export class EgressAnswer {
  constructor(
    readonly status: number,
    /** `application/json; charset=utf-8`; empty when it was not said. */
    readonly contentType: string,
    readonly body: Uint8Array,
  ) {}

  /** True for 200 to 299. */
  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  /** The body as UTF-8. */
  text(): string {
    return new TextDecoder().decode(this.body);
  }

  /** @throws SyntaxError when it is not JSON */
  json(): unknown {
    return JSON.parse(this.text());
  }
}
