// Fontconfig keeps a few bytes of its configuration: reproduced without this program. Our own leaks still fail.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig.so\n"; }
