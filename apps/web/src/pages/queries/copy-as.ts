import { Kind, parse, type FieldNode, type SelectionSetNode } from 'graphql';

/** Where a copied query is sent, and what with. */
export interface CopiedQuery {
  /** `https://station.example`, without a slash at the end. */
  readonly origin: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The programs a query is copied for. */
export const COPIES = { curl: { title: 'curl', copy: asCurl }, python: { title: 'Python', copy: asPython }, typescript: { title: 'TypeScript', copy: asTypeScript } } as const;
export type CopyKind = keyof typeof COPIES;

/** A shell command. The body stands in a quoted here-document: the shell changes nothing of it, whatever it holds; JSON has no line that ends it. */
export function asCurl({ origin, document, variables }: CopiedQuery): string {
  return [
    `curl --fail-with-body --silent --show-error ${shellQuoted(`${origin}/graphql`)} \\`,
    '  --header "Authorization: Bearer $STATIONHOUSE_KEY" \\',
    "  --header 'Content-Type: application/json' \\",
    "  --data-binary @- <<'STATIONHOUSE_QUERY'",
    JSON.stringify({ query: document, variables }),
    'STATIONHOUSE_QUERY',
    '',
  ].join('\n');
}

/** requests and pandas: the rows of the first field as a table. */
export function asPython({ origin, document, variables }: CopiedQuery): string {
  return [
    'import json',
    'import os',
    '',
    'import pandas as pd',
    'import requests',
    '',
    `QUERY = ${pythonQuoted(document)}`,
    '',
    `VARIABLES = json.loads(${pythonQuoted(JSON.stringify(variables, null, 2))})`,
    '',
    'answer = requests.post(',
    `    ${JSON.stringify(`${origin}/graphql`)},`,
    '    json={"query": QUERY, "variables": VARIABLES},',
    '    headers={"Authorization": f"Bearer {os.environ[\'STATIONHOUSE_KEY\']}"},',
    '    timeout=60,',
    ')',
    'body = answer.json()',
    'if body.get("errors"):',
    '    error = body["errors"][0]',
    '    raise SystemExit(f"{error[\'extensions\'][\'code\']}: {error[\'message\']}")',
    `frame = ${frameOf(document)}`,
    'print(frame)',
    '',
  ].join('\n');
}

/** fetch, in any runtime that has it. */
export function asTypeScript({ origin, document, variables }: CopiedQuery): string {
  return [
    `const query = ${templateQuoted(document)};`,
    '',
    `const variables = ${JSON.stringify(variables, null, 2)};`,
    '',
    `const response = await fetch(${JSON.stringify(`${origin}/graphql`)}, {`,
    "  method: 'POST',",
    '  headers: { authorization: `Bearer ${process.env.STATIONHOUSE_KEY}`, \'content-type\': \'application/json\' },',
    '  body: JSON.stringify({ query, variables }),',
    '});',
    'const { data, errors } = await response.json();',
    'if (errors) throw new Error(`${errors[0].extensions.code}: ${errors[0].message}`);',
    'console.log(data);',
    '',
  ].join('\n');
}

function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function pythonQuoted(words: string): string {
  return `"""${words.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"""`;
}

function templateQuoted(words: string): string {
  return `\`${words.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``;
}

/** How pandas makes a table of the answer: the points of each series, the rows of a page, or what the first field answers. */
function frameOf(document: string): string {
  const field = firstField(document);
  if (field === undefined) return 'pd.json_normalize(body["data"])';
  const rows = `body["data"][${JSON.stringify(field.alias?.value ?? field.name.value)}]`;
  const inner = fieldsOf(field.selectionSet);
  if (inner.includes('edges')) return `pd.json_normalize([edge["node"] for edge in ${rows}["edges"]])`;
  if (inner.includes('points')) return `pd.concat(pd.json_normalize(series["points"]).assign(metric=series.get("metric", {}).get("id")) for series in ${rows})`;
  return `pd.json_normalize(${rows})`;
}

function firstField(document: string): FieldNode | undefined {
  try {
    const operation = parse(document).definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
    return operation?.selectionSet.selections.find((selection) => selection.kind === Kind.FIELD);
  } catch {
    // What does not parse has no rows to name; the program then shows the server's own words.
    return undefined;
  }
}

function fieldsOf(set: SelectionSetNode | undefined): string[] {
  return (set?.selections ?? []).flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []));
}
