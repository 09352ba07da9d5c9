using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProductSpace.Recommendations;

namespace ProductSpace.Cli.Output;

/// <summary>A file of placements in which one placement gets other weights; all else stays as it is.</summary>
internal sealed class PlacementJson
{
    private const string Attachment = "placements";
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true, NewLine = "\n" };

    private readonly JsonObject _root;
    private readonly string _name;

    private PlacementJson(JsonObject root, string name)
    {
        _root = root;
        _name = name;
    }

    /// <summary>Reads the placements of a file that exists, else those of the snapshot.</summary>
    /// <exception cref="InvalidDataException">They are wrong for this snapshot; the message names what.</exception>
    public static PlacementJson Of(ProductIndex index, string? path, string name)
    {
        byte[]? stored = index.GetAttachment(Attachment);
        JsonObject own = stored is null ? [] : Parse(index, "the snapshot", stored);
        JsonObject root = path is not null && File.Exists(path) ? Parse(index, path, ReadFile(path)) : own;
        if (!root.ContainsKey(name))
        {
            root[name] = own.TryGetPropertyValue(name, out JsonNode? node) ? node!.DeepClone() : new JsonObject();
        }

        return new PlacementJson(root, name);
    }

    /// <summary>Gives the placement the weights of another one, and says where they are from.</summary>
    public void Set(Placement placement, IReadOnlyList<string> tables, JsonObject provenance)
    {
        JsonObject one = _root[_name]!.AsObject();
        one["vectorWeight"] = placement.VectorWeight;
        one["decay"] = placement.Decay;
        one["lastEvents"] = placement.LastEvents;
        one["tableDecay"] = placement.TableDecay;
        one["lastTableEvents"] = placement.LastTableEvents;
        JsonObject weights = [];
        for (int table = 0; table < tables.Count; table++)
        {
            weights[tables[table]] = table < placement.TableWeights.Count
                ? placement.TableWeights[table]
                : Placement.DefaultTableWeight;
        }

        one["tables"] = weights;
        one["provenance"] = provenance;
    }

    /// <summary>Returns the settings of the placement.</summary>
    public JsonNode Settings => _root[_name]!;

    /// <summary>Returns the text of the file.</summary>
    public override string ToString() => _root.ToJsonString(s_indented) + "\n";

    private static byte[] ReadFile(string path) => new FileInfo(path).Length <= PlacementFile.MaxBytes
        ? File.ReadAllBytes(path)
        : throw new InvalidDataException($"{path}: has more than {PlacementFile.MaxBytes} bytes; name another file");

    private static JsonObject Parse(ProductIndex index, string source, byte[] json)
    {
        try
        {
            PlacementFile.Parse(json, index.Tables);
            return JsonNode.Parse(Encoding.UTF8.GetString(json))!.AsObject();
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{source}: {exception.Message}", exception);
        }
    }
}
