/** The attributes of `<kiln-classifier>` as frameworks type them. docs/widget.md says what each means. */
export interface KilnClassifierAttributes {
  src?: string | undefined;
  backbone?: string | undefined;
  alt?: string | undefined;
  poster?: string | undefined;
  reveal?: 'interaction' | 'auto' | 'manual' | undefined;
  loading?: 'auto' | 'lazy' | 'eager' | undefined;
  lang?: string | undefined;
  theme?: 'light' | 'dark' | 'auto' | undefined;
  camera?: boolean | undefined;
  feedback?: boolean | undefined;
  'feedback-url'?: string | undefined;
  explain?: boolean | undefined;
}
