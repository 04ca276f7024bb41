// Cairo 1.16 keeps some 768 bytes of every font subset that it writes, fontconfig a few of its configuration: both were
// reproduced without this program (a surface, one cairo_show_text, everything destroyed). Our own leaks still fail.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libcairo.so\nleak:libfontconfig.so\n"; }
