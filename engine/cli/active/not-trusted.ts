/** Why a flow is not activated that nobody has looked at. */
export const NOT_TRUSTED = 'It has not been trusted yet: look at its trust report in the app first.';
