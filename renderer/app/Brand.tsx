/** The mark: a bench with a flow on it. */
export function Brand() {
  return (
    <svg
      className="brand-mark"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M2 6.5h16M4.5 6.5V17M15.5 6.5V17M4.5 12.5h3.5c2.5 0 1.5-3 4-3h3.5" />
    </svg>
  );
}
