import { Chip, useWords } from '@stationhouse/plugin-web';
import { lockOfParameter } from './compose.js';
import { useDesign } from './context.js';
import { Bounds, ParameterField } from './fields.js';
import { lockWords, parameterWords } from './words.js';

/** Before a step is opened: everything that can be set in this workflow, where it is set, and what is locked with why. */
export function Overview() {
  const words = useWords();
  const { say, textOf } = words;
  const { ground, composition: { definition, flow, overlay }, select, mayEdit } = useDesign();
  const shown = new Set<string>();
  // What decides on several steps is listed at the first of them.
  const groups = flow.cards.flatMap((card) => {
    const names = card.parameters.filter((name) => !shown.has(name));
    names.forEach((name) => shown.add(name));
    return names.length === 0 ? [] : [{ card, names }];
  });
  return (
    <>
      <h2>{mayEdit ? say('可以调整的内容', 'What can be set') : say('时限与参数', 'Times and values')}</h2>
      <p className="sh-sub">{mayEdit ? say('选左侧一步，可改期限、提醒、岗位和表单；或从下表直接到要改的地方。虚线处可以加一步。', 'Open a step on the left to change its times, reminders, roles and form, or go from here to what you want to change. Where the line is dashed a step can be added.') : say('选左侧一步，看由谁办理、期限和表单。', 'Open a step on the left to see who does it, until when, and its form.')}</p>
      {flow.general.length > 0 && <section className="cf-section" aria-label={say('整个流程', 'The workflow as a whole')}><h3>{say('整个流程', 'The workflow as a whole')}</h3>{flow.general.map((name) => <ParameterField key={name} name={name} />)}</section>}
      {groups.map(({ card, names }) => (
        <div key={card.path} role="group" className="cf-section cf-overview" aria-label={textOf(card.title)}>
          <h3>{textOf(card.title)}</h3>
          <ul>
            {names.map((name) => {
              const lock = lockOfParameter(ground, name);
              const parameter = definition.parameters?.[name];
              const changed = overlay.parameters?.[name] !== undefined;
              return (
                <li key={name} data-changed={changed || undefined}>
                  <button type="button" className="cf-link" onClick={() => select(card.path)}>{textOf(parameter?.title)}</button>
                  <b>{parameterWords(definition, name, parameter?.default, words)}</b>
                  <span className="sh-row">
                    {changed && <Chip tone="warn">{overlay.overlay === 'bureau' ? say('分局设定', 'set by the bureau') : say('本所设定', 'set here')}</Chip>}
                    {lock === undefined ? <Bounds name={name} /> : <><span className="sh-lock">{say('锁定', 'locked')}</span><span className="sh-sub sh-small">{lockWords(lock, words)}</span></>}
                  </span>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </>
  );
}
