/** The desktop window's own scheme: its pages are `flowbench://app/…`, its links `flowbench://open/…`. */
export const DESKTOP_SCHEME = 'flowbench';

/** What the desktop window's requests to the engine carry as their `Origin`. */
export const DESKTOP_ORIGIN = `${DESKTOP_SCHEME}://app`;
