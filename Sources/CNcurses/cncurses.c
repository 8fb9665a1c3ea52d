#include "cncurses.h"

#include <locale.h>
#include <ncurses.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static SCREEN *screen;

int cn_open(int without_color) {
  const char *term = getenv("TERM");
  if (!term || !*term || strcmp(term, "dumb") == 0) return 0;
  setlocale(LC_ALL, "");
  if (MB_CUR_MAX == 1) setlocale(LC_CTYPE, "C.UTF-8");
  screen = newterm(NULL, stdout, stdin);
  if (!screen) screen = newterm("xterm-256color", stdout, stdin);
  if (!screen) return 0;
  set_term(screen);
  cbreak();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  set_escdelay(25);
  curs_set(0);
  leaveok(stdscr, TRUE);
  if (!without_color && has_colors()) {
    start_color();
    use_default_colors();
  }
  return 1;
}

void cn_close(void) {
  if (!screen) return;
  endwin();
  delscreen(screen);
  screen = NULL;
}

void cn_suspend(void) {
  def_prog_mode();
  endwin();
}

void cn_resume(void) {
  reset_prog_mode();
  clearok(curscr, TRUE);
  curs_set(0);
}

void cn_resize(int rows, int columns) {
  resize_term(rows, columns);
  clearok(curscr, TRUE);
}

int cn_rows(void) { return LINES; }
int cn_columns(void) { return COLS; }

void cn_style(int foreground, int background, int attributes) {
  attr_t style = 0;
  if (attributes & CN_BOLD) style |= A_BOLD;
  if (attributes & CN_DIM) style |= A_DIM;
  if (attributes & CN_ITALIC) style |= A_ITALIC;
  if (attributes & CN_UNDERLINE) style |= A_UNDERLINE;
  if (attributes & CN_REVERSE) style |= A_REVERSE;
  int pair = 0;
  if (COLORS > 0 && (foreground >= 0 || background >= 0)) {
    if (COLORS < 256) {
      foreground = foreground < 0 ? -1 : foreground % COLORS;
      background = background < 0 ? -1 : background % COLORS;
    }
    pair = alloc_pair(foreground, background);
    if (pair < 0) pair = 0;
  }
  attr_set(style, 0, &pair);
}

void cn_put(int row, int column, const char *text) { mvaddstr(row, column, text); }
void cn_show(void) { refresh(); }

int cn_key(void) {
  wint_t key;
  int kind = get_wch(&key);
  if (kind == ERR) return CN_NONE;
  if (kind != KEY_CODE_YES) return (int)key;
  switch (key) {
    case KEY_UP: return CN_UP;
    case KEY_DOWN: return CN_DOWN;
    case KEY_LEFT: return CN_LEFT;
    case KEY_RIGHT: return CN_RIGHT;
    case KEY_PPAGE: return CN_PAGE_UP;
    case KEY_NPAGE: return CN_PAGE_DOWN;
    case KEY_HOME: return CN_HOME;
    case KEY_END: return CN_END;
    case KEY_ENTER: return CN_ENTER;
    case KEY_BACKSPACE: return CN_BACKSPACE;
    case KEY_RESIZE: return CN_RESIZE;
    default: return CN_OTHER;
  }
}
