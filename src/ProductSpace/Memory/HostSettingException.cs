namespace ProductSpace.Memory;

/// <summary>A setting of the host process has an invalid value. The message is one line: name, value, remedy.</summary>
internal sealed class HostSettingException(string message) : InvalidOperationException(message);
