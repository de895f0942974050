import { createContext, createElement, useContext, type ComponentType, type ReactNode } from 'react';

/** Which form of an instance opens: that of an open task, or of an event that it accepts now. */
export interface InstanceFormProps {
  readonly instanceId: string;
  /** The id of an open task. */
  readonly task?: string | undefined;
  /** The id of an event of the workflow. What is said by it names no version: it is true whatever else is recorded meanwhile. */
  readonly event?: string | undefined;
  /** The outcome of the task that is chosen at first. */
  readonly outcome?: string | undefined;
  /** What is filled in at first; whoever answers may change it. */
  readonly initial?: Readonly<Record<string, unknown>> | undefined;
  readonly onClose: () => void;
  /** After the server acknowledged. */
  readonly onDone: () => void;
}

/** Set by the shell around pages of a station. */
export const InstanceForms = createContext<ComponentType<InstanceFormProps> | undefined>(undefined);

/** The form of a task or an event in the drawer that the platform's own pages use, with what the station has added to it. @throws Error outside the shell */
export function InstanceForm(props: InstanceFormProps): ReactNode {
  const Form = useContext(InstanceForms);
  if (Form === undefined) throw new Error('InstanceForm: no forms around this component');
  return createElement(Form, props);
}
