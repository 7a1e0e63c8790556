/** Draws attention to the console: a sound, a number in the title, and words for screen readers. */
import { say } from "../shared/elements.ts";
import { remembered } from "../shared/storage.ts";

export interface Attention {
  /** Somebody has come, or has written while the person was looking elsewhere. */
  call(words: string): void;
  /** How many messages have not been read. */
  count(unread: number): void;
}

// Two notes, a fourth apart (Hz, s).
const NOTES = [523.25, 698.46];
const LENGTH = 0.16;
const VOLUME = 0.15;

export function createAttention(announcements: HTMLElement, sound: HTMLInputElement): Attention {
  const title = document.title;
  const wish = remembered<boolean>("localStorage", "desk-sound");
  sound.checked = wish.load() ?? true;
  let audio: AudioContext | undefined;
  // Browsers let a page sound only after the person has done something on it.
  const wake = () => {
    audio ??= new AudioContext();
    void audio.resume();
  };
  document.addEventListener("pointerdown", wake);
  document.addEventListener("keydown", wake);
  sound.addEventListener("change", () => {
    wish.save(sound.checked);
    if (sound.checked && audio !== undefined) ring(audio);
  });
  return {
    call: (words) => {
      say(announcements, words);
      if (sound.checked && audio !== undefined) ring(audio);
    },
    count: (unread) => {
      document.title = unread === 0 ? title : `(${unread}) ${title}`;
    },
  };
}

function ring(audio: AudioContext): void {
  NOTES.forEach((pitch, index) => {
    const begin = audio.currentTime + index * LENGTH;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(VOLUME, begin);
    volume.gain.exponentialRampToValueAtTime(0.001, begin + LENGTH);
    tone.connect(volume).connect(audio.destination);
    tone.start(begin);
    tone.stop(begin + LENGTH);
  });
}
