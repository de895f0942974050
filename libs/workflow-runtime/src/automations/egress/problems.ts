import { text, type Bilingual } from '@stationhouse/kernel';
import type { EgressDeclaration } from './declaration.js';

const MOST_BYTES = 16 * 1024 * 1024;
const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What is wrong with a plugin's declared destinations; empty when nothing is. */
export function egressProblems(egress: readonly EgressDeclaration[]): Bilingual[] {
  const problems: Bilingual[] = [];
  for (const [index, { id, origin, methods, mostBytes }] of egress.entries()) {
    const note = (zhCN: string, en: string) => problems.push(text(`外部目标 ${id}：${zhCN}`, `The destination ${id}: ${en}`));
    if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) note('编号须为 kebab-case。', 'write the id in kebab-case.');
    if (egress.findIndex((other) => other.id === id) !== index) note('重复声明。', 'is declared twice.');
    if (origin !== undefined && !isOrigin(origin)) note(`“${origin}”不是来源地址，例如 https://example.gov.cn，不含路径。`, `"${origin}" is not an origin like https://example.gov.cn, without a path.`);
    if (methods !== undefined && (methods.length === 0 || methods.some((method) => !METHODS.includes(method)))) note(`methods 只能取 ${METHODS.join('、')}，至少一个。`, `methods are some of ${METHODS.join(', ')}.`);
    if (mostBytes !== undefined && !(Number.isInteger(mostBytes) && mostBytes > 0 && mostBytes <= MOST_BYTES)) note(`mostBytes 须为不超过 ${MOST_BYTES} 的正整数。`, `mostBytes is a whole number up to ${MOST_BYTES}.`);
  }
  return problems;
}

/** True for `https://host[:port]` and nothing more; `http:` only for a loopback address, which tests and gateways on the same machine have. */
export function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, origin } = new URL(value);
  const loopback = hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  return origin === value.replace(/\/$/, '') && (protocol === 'https:' || (protocol === 'http:' && loopback));
}
