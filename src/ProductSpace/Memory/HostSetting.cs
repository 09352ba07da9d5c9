using System.Globalization;

namespace ProductSpace.Memory;

/// <summary>
/// Reads settings of the host process from runtimeconfig or <see cref="AppContext"/>. A malformed value is refused with
/// its name: a limit that is silently absent would be worse than a process that stops.
/// </summary>
internal static class HostSetting
{
    /// <summary>Prefix of all setting names of this engine.</summary>
    public const string Prefix = nameof(ProductSpace) + ".";

    /// <summary>Reads a non-negative integer; returns <paramref name="otherwise"/> if the name is not set.</summary>
    /// <exception cref="InvalidOperationException">The value is not a non-negative integer.</exception>
    public static long ReadInteger(Func<string, object?> get, string name, long otherwise)
    {
        object? value = get(name);
        return value is null
            ? otherwise
            : long.TryParse(
                Convert.ToString(value, CultureInfo.InvariantCulture),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out long wanted)
                ? wanted
                : throw new HostSettingException($"{name} is \"{value}\"; set it to a whole number or remove it");
    }

    /// <summary>Reads a switch, which is off unless set.</summary>
    /// <exception cref="InvalidOperationException">The value is neither true nor false.</exception>
    public static bool IsOn(string name)
    {
        if (AppContext.TryGetSwitch(name, out bool on))
        {
            return on;
        }

        object? value = AppContext.GetData(name);
        return value switch
        {
            null => false,
            bool isOn => isOn,
            _ => throw new HostSettingException($"{name} is \"{value}\"; set it to true or false, or remove it"),
        };
    }
}
