using System.Globalization;

namespace ProductSpace.Memory;

/// <summary>
/// What the host of a process says by names of the application: runtimeconfig, or <see cref="AppContext"/>. A value that does
/// not mean what it should is refused by its name: a limit that is silently none would be worse than a process that stops.
/// </summary>
internal static class HostSetting
{
    /// <summary>How the names of this engine begin.</summary>
    public const string Prefix = nameof(ProductSpace) + ".";

    /// <summary>A whole number, not negative; <paramref name="otherwise"/> where the name is not set.</summary>
    /// <exception cref="InvalidOperationException">the name is set to something else.</exception>
    public static long WholeNumber(Func<string, object?> get, string name, long otherwise)
    {
        object? value = get(name);
        return value is null
            ? otherwise
            : long.TryParse(Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out long wanted)
                ? wanted
                : throw new HostSettingException($"{name} is \"{value}\"; set it to a whole number, or leave it out");
    }

    /// <summary>Whether a switch is on; off where it is not set.</summary>
    /// <exception cref="InvalidOperationException">the name is set to something that is neither true nor false.</exception>
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
            bool said => said,
            _ => throw new HostSettingException($"{name} is \"{value}\"; set it to true or false, or leave it out"),
        };
    }
}
