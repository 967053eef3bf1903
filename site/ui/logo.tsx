export const Logo = () => (
  <svg className="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path d="M10 4h12l5 17H5z" fill="currentColor" opacity=".3" />
    <path d="M13 4h6l3 17H10z" fill="currentColor" />
    <rect x="3" y="23" width="26" height="4.5" rx="2.25" fill="var(--accent)" />
  </svg>
)
