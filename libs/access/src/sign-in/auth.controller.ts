import { Body, Controller, Headers, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
// For its types: `request.cookies` and `reply.setCookie` come from the plugin, which the composition registers.
import type {} from '@fastify/cookie';
import { badInput, parseText, text } from '@stationhouse/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public, SignedIn } from '../guard/decorators.js';
import { currentRequest, type Restriction } from '../request/context.js';
import { ACCESS_SETTINGS, type AccessSettings, type SurfaceName } from './settings.js';
import { SignIn, type Admission } from './sign-in.js';

/** The cookie that holds the refresh token; only requests to /auth carry it. */
export const REFRESH_COOKIE = 'stationhouse-refresh';

/** Cookies know no ports: side by side on one host, each surface has its own. */
export function refreshCookie(surface: SurfaceName): string {
  return surface === 'internal' ? REFRESH_COOKIE : `${REFRESH_COOKIE}-${surface}`;
}

/** What sign-in, refresh and unlock answer. */
export interface AdmissionBody {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  /** `passwordChange` or `secondFactorEnrolment`: only that is allowed until it is done. */
  readonly restriction: Restriction | null;
}

/** Sign-in over REST; bodies are JSON. Every route is refused to other sites by the guard. */
@Controller('auth')
export class AuthController {
  constructor(
    private readonly signIn: SignIn,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
  ) {}

  /** `{login, password, code?}` → an access token, and a refresh cookie. */
  @Public()
  @Post('sign-in')
  @HttpCode(200)
  async open(@Body() body: unknown, @Headers('user-agent') client: string | undefined, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<AdmissionBody> {
    const { login, password, code } = fields(body, ['login', 'password'], ['code']);
    return this.answer(await this.signIn.signIn(login.trim(), password, code?.replaceAll(/\s/g, ''), client), request, reply);
  }

  /** The refresh cookie → the same as sign-in. */
  @Public()
  @Post('refresh')
  @HttpCode(200)
  async refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<AdmissionBody> {
    return this.answer(await this.signIn.refresh(this.refreshToken(request)), request, reply);
  }

  /** The refresh cookie of a locked session → an access token that opens what a covered screen may tell, and nothing else. */
  @Public()
  @Post('cover')
  @HttpCode(200)
  async cover(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<AdmissionBody> {
    return this.answer(await this.signIn.cover(this.refreshToken(request)), request, reply);
  }

  /** `{password}` and the refresh cookie of a locked session → the same as sign-in. */
  @Public()
  @Post('unlock')
  @HttpCode(200)
  async unlock(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<AdmissionBody> {
    const { password } = fields(body, ['password'], []);
    return this.answer(await this.signIn.unlock(this.refreshToken(request), password), request, reply);
  }

  /** Ends the session and clears the cookie; also when the session is over already. */
  @Public()
  @Post('sign-out')
  @HttpCode(204)
  async close(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.signIn.signOut(this.refreshToken(request), currentRequest().session);
    this.setCookie(request, reply, '', 0);
  }

  /** `{currentPassword, newPassword}`: changes the caller's password and ends its other sessions. */
  @SignedIn({ whileRestricted: true })
  @Post('password')
  @HttpCode(204)
  async password(@Body() body: unknown): Promise<void> {
    const { currentPassword, newPassword } = fields(body, ['currentPassword', 'newPassword'], []);
    await this.signIn.changePassword(currentRequest().signedIn, currentPassword, newPassword);
  }

  private answer(admission: Admission, request: FastifyRequest, reply: FastifyReply): AdmissionBody {
    const { refresh, ...body } = admission;
    void reply.header('cache-control', 'no-store');
    if (refresh !== undefined) {
      const seconds = Math.max(1, Math.floor((refresh.expiresAt.getTime() - this.settings.clock.now().getTime()) / 1000));
      this.setCookie(request, reply, refresh.token, seconds);
    }
    return body;
  }

  private setCookie(request: FastifyRequest, reply: FastifyReply, value: string, maxAge: number): void {
    const secure = request.protocol === 'https' || this.settings.publicUrl?.startsWith('https:') === true;
    void reply.setCookie(refreshCookie(this.settings.surface), value, { httpOnly: true, sameSite: 'strict', secure, path: '/auth', maxAge });
  }

  private refreshToken(request: FastifyRequest): string | undefined {
    const token = request.cookies[refreshCookie(this.settings.surface)];
    return token === undefined || token === '' ? undefined : token;
  }
}

/** The named text fields of a JSON body; no others are accepted. */
function fields<Name extends string, Optional extends string>(body: unknown, required: readonly Name[], optional: readonly Optional[]): Record<Name, string> & Partial<Record<Optional, string>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badInput('body', text('请求内容须为 JSON 对象。', 'The body must be a JSON object.'));
  const given = new Map<string, unknown>(Object.entries(body));
  const known: readonly string[] = [...required, ...optional];
  for (const [name, value] of given) {
    if (!known.includes(name)) throw badInput(name, text(`不认识的字段“${name.slice(0, 40)}”。`, `Unknown field "${name.slice(0, 40)}".`));
    if (typeof value !== 'string') throw badInput(name, text(`“${name}”须为文本。`, `"${name}" must be text.`));
    parseText(value, name, 256);
  }
  for (const name of required) if (!given.has(name)) throw badInput(name, text(`缺少“${name}”。`, `"${name}" is missing.`));
  return Object.fromEntries(given) as Record<Name, string> & Partial<Record<Optional, string>>;
}
