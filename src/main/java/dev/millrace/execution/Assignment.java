package dev.millrace.execution;

/**
 * Who was sent an attempt at a step.
 *
 * @param robot its id
 * @param attempt counts what the execution has sent to robots, from 1: what the robot names when it answers
 */
public record Assignment(String robot, int attempt) {}
