using System.Data.Common;
using Microsoft.Extensions.Configuration;

namespace ProductSpace.Hosting.DependencyInjection;

/// <summary>
/// Reads a connection string of a shop: a path alone, or names and values with semicolons between, in the quoting rules
/// of connection strings. The names are those of <see cref="ShopOptions"/>, which the binder checks.
/// </summary>
internal static class ConnectionText
{
    private const string Directory = nameof(ShopOptions.Directory);

    /// <summary>Returns the values as a section of a configuration.</summary>
    /// <exception cref="FormatException">The text is malformed.</exception>
    public static IConfigurationSection Parse(string name, string text)
    {
        Dictionary<string, string?> values = [];
        if (!text.Contains('=', StringComparison.Ordinal))
        {
            if (text.Trim().Length > 0)
            {
                values[$"{name}:{Directory}"] = text.Trim();
            }
        }
        else
        {
            foreach ((string key, string value) in Pairs(name, text))
            {
                values[$"{name}:{key}"] = value;
            }
        }

        return new ConfigurationBuilder().AddInMemoryCollection(values).Build().GetSection(name);
    }

    private static IEnumerable<(string Key, string Value)> Pairs(string name, string text)
    {
        DbConnectionStringBuilder pairs = [];
        try
        {
            pairs.ConnectionString = text;
        }
        catch (ArgumentException fault)
        {
            throw new FormatException(
                $"connection string \"{name}\": {fault.Message} Write a path, or Directory=path;Mode=Verify", fault);
        }

        foreach (string key in pairs.Keys)
        {
            yield return (key.Replace(" ", string.Empty, StringComparison.Ordinal), (string)pairs[key]);
        }
    }
}
