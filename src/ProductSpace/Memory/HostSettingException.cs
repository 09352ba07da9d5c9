namespace ProductSpace.Memory;

/// <summary>A name of the application is set to something that it cannot be. One line: the name, the value, what to do.</summary>
internal sealed class HostSettingException(string message) : InvalidOperationException(message);
