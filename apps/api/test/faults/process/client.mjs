/** GraphQL over HTTP as a careful client speaks it: whatever has no clear answer is sent again, with the same key. */

const PATIENCE = 30_000;
const AGAIN_AFTER = 100;
/** Answers that say nothing about the command: the server, or what it needs, was not there. */
const UNCLEAR = new Set(['INTERNAL', 'INTERNAL_SERVER_ERROR', 'DATABASE_UNAVAILABLE', 'UNAVAILABLE']);
const SIGN_IN = new Set(['UNAUTHENTICATED', 'SESSION_EXPIRED']);

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Somebody who is signed in for as long as it takes. */
export class Client {
  constructor(url, login, password) {
    Object.assign(this, { url, login, password, token: undefined, signIns: 0 });
  }

  async signIn() {
    this.signing ??= this.signInNow().finally(() => (this.signing = undefined));
    return this.signing;
  }

  async signInNow() {
    for (;;) {
      try {
        const answer = await this.post('/auth/sign-in', { login: this.login, password: this.password }, {});
        if (answer.status === 200 || answer.status === 201) {
          this.token = (await answer.json()).accessToken;
          this.signIns += 1;
          return;
        }
        if (answer.status < 500) throw Object.assign(new Error(`sign-in: ${answer.status} ${await answer.text()}`), { refused: true });
      } catch (error) {
        if (error.refused) throw error;
      }
      await pause(AGAIN_AFTER);
    }
  }

  /** @returns {Promise<{data?: object, refused?: string, tries: number, why?: string}>} the data, or the code of a clear refusal */
  async ask(query, variables) {
    let why;
    for (let tries = 1; ; tries += 1) {
      try {
        if (this.token === undefined) await this.signIn();
        const answer = await this.post('/graphql', { query, variables }, { authorization: `Bearer ${this.token}` });
        if (answer.status >= 500) throw new Error(`status ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
        const { data, errors } = await answer.json();
        if (errors === undefined) return { data, tries, why };
        const { code } = errors[0].extensions;
        if (SIGN_IN.has(code)) this.token = undefined;
        else if (!UNCLEAR.has(code)) return { refused: `${code}: ${errors[0].message}`, tries, why };
        throw new Error(`${code}: ${errors[0].message}`);
      } catch (error) {
        if (error.refused) return { refused: error.message, tries };
        why = `${error.message}${error.cause === undefined ? '' : ` (${error.cause.message})`}`;
        await pause(AGAIN_AFTER);
      }
    }
  }

  post(path, body, headers) {
    return fetch(`${this.url}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-stationhouse': '1', ...headers }, body: JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE) });
  }
}
