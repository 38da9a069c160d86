"""The program that parses one uploaded file in a guarded child process. The parent never imports it."""
