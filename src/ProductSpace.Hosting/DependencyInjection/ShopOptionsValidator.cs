using Microsoft.Extensions.Options;

namespace ProductSpace.Hosting.DependencyInjection;

/// <summary>Tells the host what options of shops cannot be, before anything is opened.</summary>
internal sealed class ShopOptionsValidator : IValidateOptions<ShopOptions>, IValidateOptions<ManyShopsOptions>
{
    public ValidateOptionsResult Validate(string? name, ShopOptions options) => Result(ShopOptionsCheck.FaultsOf(AddedShop.DisplayName(name), options));

    public ValidateOptionsResult Validate(string? name, ManyShopsOptions options) => Result(ShopOptionsCheck.FaultsOf(options));

    private static ValidateOptionsResult Result(List<string> faults) => faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
}
