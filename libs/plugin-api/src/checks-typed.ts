import { text, type Bilingual } from '@stationhouse/kernel';
import type { Definition } from '@stationhouse/workflow';
import { typedProblems } from '@stationhouse/workflow-runtime';

/** Refuses workflows whose data cannot become GraphQL types: notes the file, the place and the mend of each. */
export function checkTyped(ready: readonly { readonly definition: Definition; readonly fileName: string }[], problems: Bilingual[]): void {
  const files = new Map(ready.map(({ definition, fileName }) => [definition.workflow, fileName]));
  for (const { workflow, at, text: said } of typedProblems(ready.map(({ definition }) => definition))) {
    const file = files.get(workflow) ?? workflow;
    problems.push(text(`${file} ${at}：${said['zh-CN']}`, `${file} ${at}: ${said.en}`));
  }
}
