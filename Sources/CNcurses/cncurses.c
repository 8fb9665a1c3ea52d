#include "cncurses.h"

#include <locale.h>
#include <ncurses.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static SCREEN *screen;

// The terminal in 24-bit colour, where it says that it has it and its description is known.
static SCREEN *open_direct(const char *term) {
  const char *depth = getenv("COLORTERM");
  if (!depth || (strcmp(depth, "truecolor") != 0 && strcmp(depth, "24bit") != 0)) return NULL;
  char name[64];
  const char *suffix = strstr(term, "-256color");
  int stem = suffix ? (int)(suffix - term) : (int)strlen(term);
  if (stem > 40) return NULL;
  snprintf(name, sizeof name, "%.*s-direct", stem, term);
  return newterm(name, stdout, stdin);
}

int cn_direct_color(void) { return COLORS > 256; }

// What terminals send around pasted text, and the request for it.
static void set_paste(int on) {
  fputs(on ? "\033[?2004h" : "\033[?2004l", stdout);
  fflush(stdout);
}

int cn_open(int without_color) {
  const char *term = getenv("TERM");
  if (!term || !*term || strcmp(term, "dumb") == 0) return 0;
  setlocale(LC_ALL, "");
  if (MB_CUR_MAX == 1) setlocale(LC_CTYPE, "C.UTF-8");
  if (!without_color) screen = open_direct(term);
  if (!screen) screen = newterm(NULL, stdout, stdin);
  if (!screen) screen = newterm("xterm-256color", stdout, stdin);
  if (!screen) return 0;
  set_term(screen);
  raw();
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
  define_key("\033[200~", CN_PASTE_BEGIN - 0x200000 + 0x400);
  define_key("\033[201~", CN_PASTE_END - 0x200000 + 0x400);
  mousemask(BUTTON1_PRESSED | BUTTON1_CLICKED | BUTTON1_DOUBLE_CLICKED | BUTTON4_PRESSED |
                BUTTON5_PRESSED,
            NULL);
  mouseinterval(0);
  set_paste(1);
  return 1;
}

void cn_close(void) {
  if (!screen) return;
  set_paste(0);
  endwin();
  delscreen(screen);
  screen = NULL;
}

void cn_suspend(void) {
  def_prog_mode();
  set_paste(0);
  endwin();
}

void cn_resume(void) {
  reset_prog_mode();
  set_paste(1);
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
    if (COLORS > 0 && COLORS < 256) {
      foreground = foreground < 0 ? -1 : foreground % COLORS;
      background = background < 0 ? -1 : background % COLORS;
    }
    pair = alloc_pair(foreground, background);
    if (pair < 0) pair = 0;
  }
  attr_set(style, 0, &pair);
}

void cn_put(int row, int column, const char *text) { mvaddstr(row, column, text); }
int cn_width(uint32_t character) { return wcwidth((wchar_t)character); }
void cn_ring(void) { beep(); }

int cn_mouse(int *row, int *column) {
  MEVENT event;
  if (getmouse(&event) != OK) return 0;
  *row = event.y;
  *column = event.x;
  if (event.bstate & BUTTON4_PRESSED) return CN_WHEEL_UP;
  if (event.bstate & BUTTON5_PRESSED) return CN_WHEEL_DOWN;
  if (event.bstate & BUTTON1_DOUBLE_CLICKED) return CN_DOUBLE_PRESS;
  if (event.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED)) return CN_PRESS;
  return 0;
}

void cn_show(void) { refresh(); }

void cn_unread(int character) { unget_wch((wchar_t)character); }

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
    case KEY_BTAB: return CN_BACK_TAB;
    case KEY_DC: return CN_DELETE;
    case KEY_IC: return CN_INSERT;
    case KEY_MOUSE: return CN_MOUSE;
    case CN_PASTE_BEGIN - 0x200000 + 0x400: return CN_PASTE_BEGIN;
    case CN_PASTE_END - 0x200000 + 0x400: return CN_PASTE_END;
    default:
      if (key >= KEY_F(1) && key <= KEY_F(12)) return CN_FUNCTION + (int)(key - KEY_F(1));
      return CN_OTHER;
  }
}
