import type { WidgetProps } from '@rjsf/utils';
import { Loading } from '@stationhouse/plugin-web';
import { lazy, Suspense } from 'react';

const UnitSelect = lazy(() => import('./UnitSelect.js'));
const unitSelect = (multiple: boolean) => (props: WidgetProps) => <Suspense fallback={<Loading rows={1} />}><UnitSelect {...props} multiple={multiple} /></Suspense>;

/** Widgets of forms that only the pages of a station have. */
export const stationWidgets = { outsideUnit: unitSelect(false), outsideUnits: unitSelect(true) };
