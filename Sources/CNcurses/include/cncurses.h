// ncurses for Swift: its macros and variadic calls as functions. No logic beyond that.
#pragma once
#include <stdint.h>

enum {
  CN_NONE = -1,
  CN_UP = 0x200001,
  CN_DOWN,
  CN_LEFT,
  CN_RIGHT,
  CN_PAGE_UP,
  CN_PAGE_DOWN,
  CN_HOME,
  CN_END,
  CN_ENTER,
  CN_BACKSPACE,
  CN_RESIZE,
  CN_BACK_TAB,
  CN_DELETE,
  CN_INSERT,
  CN_PASTE_BEGIN,
  CN_PASTE_END,
  CN_MOUSE,
  CN_FUNCTION,  // and the eleven after it: F1 to F12
  CN_OTHER = CN_FUNCTION + 12
};
enum { CN_BOLD = 1, CN_DIM = 2, CN_ITALIC = 4, CN_UNDERLINE = 8, CN_REVERSE = 16 };

// 0 when the terminal can't show a screen.
int cn_open(int without_color);
// Whether colours may be more than 255: then those from 8 on are 0xRRGGBB.
int cn_direct_color(void);
void cn_close(void);
void cn_suspend(void);
void cn_resume(void);
// Takes the terminal's size; everything is drawn anew.
void cn_resize(int rows, int columns);
int cn_rows(void);
int cn_columns(void);
// Colours are -1 for the terminal's own, or 0…255.
void cn_style(int foreground, int background, int attributes);
void cn_put(int row, int column, const char *text);
// How many columns the terminal's tables give a character; -1 for none at all.
int cn_width(uint32_t character);
void cn_ring(void);
enum { CN_PRESS = 1, CN_DOUBLE_PRESS, CN_WHEEL_UP, CN_WHEEL_DOWN };
// What the mouse did, after CN_MOUSE; 0 for nothing that matters.
int cn_mouse(int *row, int *column);
void cn_show(void);
// A character, one of the CN_ keys, or CN_NONE when nothing was typed.
int cn_key(void);
// Puts a character back, to be read next.
void cn_unread(int character);
