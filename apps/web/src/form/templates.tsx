import type { ArrayFieldItemTemplateProps, ArrayFieldTemplateProps, TitleFieldProps } from '@rjsf/utils';
import { useWords } from '@stationhouse/plugin-web';
import { Button } from 'antd';

/** A list in a form: each entry in a frame of its own, and words on every button. */
export function ListTemplate({ title, items, canAdd, onAddClick, disabled, required }: ArrayFieldTemplateProps) {
  const { say } = useWords();
  return (
    <fieldset className="form-list">
      <legend>{required && <span className="sh-bad-ink" aria-hidden="true">* </span>}{title}</legend>
      {items}
      {canAdd && <div><Button onClick={onAddClick} disabled={disabled === true}>{say('＋ 添加{title}', '+ Add: {title}', { title })}</Button></div>}
    </fieldset>
  );
}

/** One entry of a list, and the way to take it out again. */
export function ListItemTemplate({ children, buttonsProps, index, disabled }: ArrayFieldItemTemplateProps) {
  const { say } = useWords();
  return (
    <div className="form-list-item">
      <div className="form-list-fields">{children}</div>
      {buttonsProps.hasRemove && (
        <Button size="small" type="text" disabled={disabled === true} onClick={buttonsProps.onRemoveItem} aria-label={say('删除第 {number} 项', 'Remove entry {number}', { number: index + 1 })}>{say('删除', 'Remove')}</Button>
      )}
    </div>
  );
}

/** The title of fields that belong together: a heading above them, no label beside them. */
export function GroupTitleTemplate({ id, title, required }: TitleFieldProps) {
  return <h3 id={id} className="form-group">{required === true && <span className="sh-bad-ink" aria-hidden="true">* </span>}{title}</h3>;
}
