// What was typed into a draft is kept on this device until the server has it.
const PREFIX = "fayan.draft.";

export function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

// False: too large for this browser, or storage is closed; the page still has it.
export function write(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export const forget = (key) => localStorage.removeItem(PREFIX + key);
