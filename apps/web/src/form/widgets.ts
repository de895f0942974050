import type { RegistryWidgetsType } from '@rjsf/utils';
import { createContext } from 'react';

/** Widgets beside the form library's own, for the pages below: what they pick from hangs on where they stand. Give a constant. */
export const FormWidgets = createContext<RegistryWidgetsType>({});
