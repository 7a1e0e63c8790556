/** Times and numbers in words. */

export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 45) return "less than a minute";
  if (minutes < 60) return minutes === 1 ? "about a minute" : `about ${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours === 1 ? "about an hour" : `about ${hours} hours`;
}

/** As on a clock: 0:42. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** The time of day, and the day where it is not today. */
export function timeOf(date: Date, now: Date): string {
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  if (date.toDateString() === now.toDateString()) return date.toLocaleTimeString(undefined, time);
  return date.toLocaleString(undefined, { day: "numeric", month: "short", ...time });
}
