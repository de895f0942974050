import { isStationhouseError } from '@stationhouse/kernel';
import { compile, parseDefinition, type CompiledWorkflow, type CompileOptions, type DefinitionProblem } from '@stationhouse/workflow';

export const SHANGHAI = 'Asia/Shanghai';
/** A local moment in Shanghai. */
export const at = (local: string) => new Date(`${local}+08:00`);

/** A definition around some states: the smallest thing that compiles. */
export function definitionText(body: string, more = ''): string {
  return `workflow: small
title: { zh-CN: 小流程, en: Small }
number: "S-{0000}"
startForm: begin
data:
  type: object
  properties:
    risk: { type: string, enum: [high, low], title: { zh-CN: 风险, en: Risk } }
    count: { type: integer, default: 0 }
    agreedOn: { type: string, format: date-time, title: { zh-CN: 协议, en: Agreement } }
    by: { type: string, format: date }
    health: { type: string, x-personal: P3 }
forms:
  begin: { title: { zh-CN: 登记, en: Register }, schema: { type: object, properties: { risk: { type: string }, agreedOn: { type: string, format: date-time }, by: { type: string, format: date } } } }
  note: { title: { zh-CN: 说明, en: Note }, schema: { type: object, properties: { note: { type: string, maxLength: 10 }, amount: { type: integer } } } }
${more}
${body}`;
}

/** Parses and compiles a small definition. */
export function small(body: string, more = '', options: CompileOptions = {}): CompiledWorkflow {
  const parsed = parseDefinition(definitionText(body, more), 'small.yaml');
  return compile(parsed.definition, { source: parsed.source, ...options });
}

/** A state that waits for one task and then ends. */
export const END = `  over: { title: { zh-CN: 结束, en: Over }, final: true, outcome: over }`;

/** The problems a definition is refused with. */
export function problemsOf(body: string, more = ''): readonly DefinitionProblem[] {
  try {
    small(body, more);
  } catch (error) {
    if (isStationhouseError(error) && error.code === 'DEFINITION_INVALID') return error.details?.['problems'] as DefinitionProblem[];
    throw error;
  }
  return [];
}
