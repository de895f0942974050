import type { ThemeConfig } from 'antd';

/** The colours of the house. Each pair of ink and wash keeps AA contrast (4.5:1); `styles.css` holds the same values. */
export const colours = {
  ink: '#14202e', ink2: '#45566a', ink3: '#5f7084', line: '#dfe5ec', ground: '#f4f6f9', paper: '#ffffff',
  brand: '#0958d9', brandInk: '#063a91', brandWash: '#e8f1ff',
  ok: '#1d7a3e', warn: '#a35200', bad: '#b42318', info: '#0b6b8a', exercise: '#7a2fb8',
} as const;

/** antd's theme: its default blue and its placeholder grey are too light for AA on white. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: colours.brand,
    // antd makes hovered buttons lighter; white words on them would fall below AA.
    colorPrimaryHover: '#0747b3',
    colorErrorHover: '#8f1c13',
    colorLink: colours.brandInk,
    colorLinkHover: colours.brand,
    colorSuccess: colours.ok,
    colorWarning: colours.warn,
    colorError: colours.bad,
    colorInfo: colours.info,
    colorText: colours.ink,
    colorTextSecondary: colours.ink2,
    colorTextTertiary: colours.ink3,
    colorTextDescription: colours.ink3,
    colorTextPlaceholder: colours.ink3,
    colorTextDisabled: '#66778a',
    colorBorder: '#c4ced9',
    colorBorderSecondary: colours.line,
    colorBgLayout: colours.ground,
    borderRadius: 6,
    borderRadiusLG: 8,
    fontSize: 14,
    fontFamily: 'var(--sh-font)',
    // Nothing glides: an officer in a hurry waits for no animation, and a leave transition whose end the browser never
    // reports keeps a finished spinner on the page, and its name in front of the button's.
    motion: false,
  },
  components: {
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
    Form: { itemMarginBottom: 16, verticalLabelPadding: '0 0 4px' },
  },
};
