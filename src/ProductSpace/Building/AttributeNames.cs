using ProductSpace.Memory;
using ProductSpace.Storage;

namespace ProductSpace.Building;

/// <summary>Checks the names of the facets or number columns of a build, and gives them their normal form.</summary>
internal static class AttributeNames
{
    /// <summary>Returns the names in normal form.</summary>
    /// <param name="names">Names as they were given.</param>
    /// <param name="most">Maximum number of names.</param>
    /// <param name="what">What they are the names of, for messages.</param>
    /// <exception cref="BuildInputException">A name cannot be used, or stands twice, or there are too many.</exception>
    public static string[] Of(IReadOnlyList<string> names, int most, string what)
    {
        if (names.Count > most)
        {
            throw new BuildInputException(
                $"{names.Count} {what}s are named, and the maximum is {most}; name those that shoppers filter by");
        }

        HashSet<string> seen = [];
        string[] normal = [.. names];
        for (int i = 0; i < normal.Length; i++)
        {
            string name = normal[i] = NormalForm.Of(normal[i] ?? string.Empty);
            if (!AttributeName.IsUsable(name))
            {
                throw new BuildInputException($"{what} \"{name}\": {AttributeName.Rule}; rename the {what}");
            }

            if (!seen.Add(name))
            {
                throw new BuildInputException($"{what} \"{name}\" is named twice; name it once");
            }
        }

        return normal;
    }
}
