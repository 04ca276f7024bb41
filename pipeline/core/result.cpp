#include "core/result.hpp"

namespace claimpack::core {

std::string sentence(const Error& error) {
  std::string text = error.what;
  if (!error.place.empty()) text += " (" + error.place + ")";
  text += ".";
  if (!error.cure.empty()) text += " " + error.cure;
  return text;
}

std::string sentence_zh(const Error& error) {
  const char* said = "";
  switch (error.code) {
    case ErrorCode::unreadable: said = "文件无法打开，请检查文件权限"; break;
    case ErrorCode::unsupported: said = "不支持的文件类型，请改用 JPEG、PNG、TIFF、BMP、PDF 或 ZIP"; break;
    case ErrorCode::damaged: said = "文件已损坏或不完整，请重新扫描或重新导出"; break;
    case ErrorCode::encrypted: said = "文件有密码保护，请去除密码后重新提交"; break;
    case ErrorCode::too_large: said = "文件超出系统设定的上限，请拆分或降低分辨率后重新提交"; break;
    case ErrorCode::unsafe: said = "文件路径不安全，未予处理"; break;
    case ErrorCode::empty: said = "文件为空，请重新扫描"; break;
    case ErrorCode::bad_input: said = "内容有误，请更正后重新提交"; break;
    case ErrorCode::missing_part: said = "系统缺少组件，请联系管理员安装"; break;
    case ErrorCode::disk: said = "无法写入磁盘，请检查剩余空间和写入权限"; break;
    case ErrorCode::timeout: said = "处理超时，请重新扫描或联系管理员"; break;
    case ErrorCode::failed: said = "无法处理，请重新扫描或联系管理员"; break;
  }
  return error.place.empty() ? std::string(said) : error.place + "：" + said;
}

}  // namespace claimpack::core
