/** The profile that `exec` or `env` was for, by its ID: the helpers answer for no other. */
export const PROFILE_VARIABLE = 'ENTRA_TOKEN_HELPER_PROFILE';
